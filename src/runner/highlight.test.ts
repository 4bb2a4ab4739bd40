import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';

describe('highlight', () => {
  it('marks tokens by class and keeps one element per line', async () => {
    expect(await highlight("const a = 'b'; // <c>\n", 'app.ts')).toBe(
      '<span class="line"><span class="k">const</span> <span class="n">a</span> ' +
        '= <span class="s">\'b\'</span>; ' +
        '<span class="c">// &lt;c&gt;</span>\n</span><span class="line">\n</span>',
    );
  });

  it.each(['app.mts', 'style.css', 'page.html', 'page.eta', 'requests.http', 'data.json'])(
    'knows %s',
    async (path) => expect(await highlight('a', path)).toContain('a'),
  );

  it('escapes what it does not know', async () => {
    expect(await highlight('<script>&', 'Dockerfile.xyz')).toBe(
      '<span class="line">&lt;script&gt;&amp;\n</span>',
    );
  });

  it('keeps the text as it is', async () => {
    const text = 'import x from "y";\n\n\tif (a < b && c > d) {}\n';
    const html = await highlight(text, 'app.ts');
    const back = html
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    expect(back).toBe(`${text}\n`);
  });
});
