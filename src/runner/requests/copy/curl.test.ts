import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toCurl } from './curl.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const url = 'http://localhost:3000/a';

/** What a POSIX shell makes of the command: curl's arguments, and what it would read. */
function run(command: string): { arguments: string[]; input: Buffer } {
  const script = `
    curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; printf '\\1'; [ "$piped" ] && cat; :; }
    piped=${command.startsWith('printf') ? 1 : ''}
    ${command}`;
  const output = execFileSync('sh', ['-c', script]);
  const end = output.indexOf('\0\x01') + 1;
  return {
    arguments: output.subarray(0, end).toString().split('\0').slice(0, -1),
    input: output.subarray(end + 1),
  };
}

describe('toCurl', () => {
  it('reads as a person would write it', () => {
    const headers: [string, string][] = [['Content-Type', 'application/json']];
    expect(toCurl({ method: 'POST', url, headers, body: bytes('{"a":1}') })).toBe(
      `curl --include 'http://localhost:3000/a' \\
  --compressed \\
  --header 'Content-Type: application/json' \\
  --data-raw '{"a":1}'`,
    );
  });

  it.each([
    ['GET', undefined, []],
    ['GET', 'x', ['--request', 'GET']],
    ['POST', undefined, ['--request', 'POST']],
    ['POST', 'x', []],
    ['HEAD', undefined, ['--head']],
    ['M-SEARCH', undefined, ['--request', 'M-SEARCH']],
  ])('%s with body %j', (method, body, expected) => {
    const request = { method, url, headers: [], ...(body && { body: bytes(body) }) };
    expect(run(toCurl(request)).arguments.slice(2, 2 + expected.length)).toEqual(expected);
  });

  it.each([
    ['quotes', `it's "quoted" '' 'x`],
    ['newlines', 'a\nb\n\n'],
    ['what a shell would expand', '$HOME `id` $(id) \\ \\n ! # ; & | > * ~'],
    ['a file name for curl', '@/etc/passwd'],
    ['unicode', 'naïve €😀 \u202e\u2028'],
    ['percent signs', '100%s %d'],
  ])('%s arrive as they are', (_, text) => {
    const headers: [string, string][] = [['X-A', text.replaceAll('\n', ' ')]];
    const request = { method: 'POST', url: `${url}?q='$x'`, headers, body: bytes(text) };
    const { arguments: found } = run(toCurl(request));
    expect(found[1]).toBe(`${url}?q='$x'`);
    expect(found).toContain(`X-A: ${text.replaceAll('\n', ' ')}`);
    expect(found.at(-2)).toBe('--data-raw');
    expect(found.at(-1)).toBe(text);
  });

  it.each([
    ['all bytes', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['broken UTF-8', Uint8Array.from([0xff, 0x27, 0x25, 0x5c, 0x30])],
    ['what a terminal would act on', bytes('a\x1b]0;x\x07\r\nb')],
    ['a first dash', Uint8Array.from([0x2d, 0x76, 0x00])],
    ['digits after a byte', Uint8Array.from([0x01, 0x37, 0x37, 0x00])],
  ])('%s go through printf', (_, body) => {
    const { arguments: found, input } = run(toCurl({ method: 'PUT', url, headers: [], body }));
    expect(found.slice(-2)).toEqual(['--data-binary', '@-']);
    expect(new Uint8Array(input)).toEqual(body);
  });

  it.each([
    ['brackets in the URL', { url: `${url}?a[]=1` }, '--globoff'],
    ['a header without a value', { headers: [['X-Empty', '']] as [string, string][] }, 'X-Empty;'],
    ['a body without a type', { body: bytes('x') }, 'Content-Type:'],
  ])('%s', (_, part, expected) => {
    const command = toCurl({ method: 'GET', url, headers: [], ...part });
    expect(run(command).arguments).toContain(expected);
  });

  it('leaves Accept-Encoding to who wrote one', () => {
    const headers: [string, string][] = [['accept-encoding', 'identity']];
    expect(toCurl({ method: 'GET', url, headers })).not.toContain('--compressed');
  });

  it.each([
    ['HEAD with a body', { method: 'HEAD', body: bytes('x') }, 'HEAD'],
    ['a long body', { body: new Uint8Array(100_001) }, 'too long'],
  ])('refuses %s', (_, part, reason) => {
    expect(() => toCurl({ method: 'POST', url, headers: [], ...part })).toThrow(reason);
  });
});
