import { describe, expect, it } from 'vitest';
import { toFetch } from './fetch.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const url = 'http://localhost:3000/a';

/** Runs the code with a `fetch` that only looks at what it was given. */
async function run(code: string): Promise<Request> {
  let seen: Request | undefined;
  const fetch = async (...args: ConstructorParameters<typeof Request>) => {
    seen = new Request(...args);
    return new Response();
  };
  const console = { log: () => {} };
  const body = `return (async () => { ${code} })()`;
  await (new Function('fetch', 'console', body) as (...args: unknown[]) => Promise<void>)(
    fetch,
    console,
  );
  return seen!;
}

describe('toFetch', () => {
  it('reads as a person would write it', () => {
    const headers: [string, string][] = [['Content-Type', 'application/json']];
    expect(toFetch({ method: 'POST', url, headers, body: bytes('{}') })).toBe(
      `const response = await fetch("http://localhost:3000/a", {
  method: "POST",
  headers: [
    ["Content-Type", "application/json"],
  ],
  body: "{}",
  redirect: "manual",
});
console.log(response.status, await response.text());
`,
    );
  });

  it.each([
    ['quotes and newlines', bytes(`"a" 'b' \`c\` \${d} \\\r\n`)],
    ['unicode', bytes('€😀\u2028\u202e')],
    ['all bytes', Uint8Array.from({ length: 256 }, (_, index) => index)],
  ])('%s arrive as they are', async (_, body) => {
    const headers: [string, string][] = [
      ['X-A', `it's "quoted"`],
      ['X-B', '1'],
      ['X-B', '2'],
    ];
    const request = await run(toFetch({ method: 'PUT', url: `${url}?q="\\`, headers, body }));
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(body);
    expect(request.method).toBe('PUT');
    expect(request.headers.get('x-a')).toBe(`it's "quoted"`);
    expect(request.headers.get('x-b')).toBe('1, 2');
    expect(request.url).toBe(new URL(`${url}?q="\\`).href);
  });

  it.each([
    ['GET with a body', { method: 'GET', body: bytes('x') }],
    ['TRACE', { method: 'TRACE' }],
  ])('refuses %s', (_, part) => {
    expect(() => toFetch({ url, headers: [], ...part })).toThrow('fetch does not send');
  });
});
