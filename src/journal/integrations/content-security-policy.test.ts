import { describe, expect, it } from 'vitest';
import { inlineScriptHashes, pagePolicy, withPolicy } from './content-security-policy.ts';

/** `printf '1' | openssl dgst -sha256 -binary | base64` */
const one = "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='";
/** Of nothing. */
const empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

describe('inlineScriptHashes', () => {
  it.each([
    ['no script', '<p>text</p>', []],
    ['an inline script', '<script>1</script>', [one]],
    ['a module', '<script type="module">1</script>', [one]],
    ['a script with an address', '<script type="module" src="/a.js"></script>', []],
    ['a data attribute that ends alike', '<script data-src="x">1</script>', [one]],
    ['the same one twice', '<script>1</script><SCRIPT>1</SCRIPT>', [one]],
    ['an empty one', '<script></script>', [empty]],
    ['structured data', '<script type="application/ld+json">1</script>', []],
    ['a script by its media type', '<script type="application/javascript">1</script>', [one]],
  ])('%s', (_, html, hashes) => {
    expect(inlineScriptHashes(html)).toEqual(hashes);
  });
});

describe('pagePolicy', () => {
  it('lets scripts run by their hash only', () => {
    const scripts = pagePolicy([one])
      .split('; ')
      .find((each) => each.startsWith('script-src'));
    expect(scripts).toBe(`script-src 'self' 'wasm-unsafe-eval' ${one}`);
  });

  it('lets previews of another origin be framed', () => {
    expect(pagePolicy([], ['https://previews.example'])).toContain(
      "frame-src 'self' https://previews.example ",
    );
  });
});

describe('withPolicy', () => {
  const meta = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
  it.each([
    ['<head><title>x</title></head>', `<head>${meta}<title>x</title></head>`],
    [
      '<head><meta charset="utf-8"/><script>1</script></head>',
      `<head><meta charset="utf-8"/>${meta}<script>1</script></head>`,
    ],
    ['<head lang="en">\n<meta charset=utf-8>', `<head lang="en">\n<meta charset=utf-8>${meta}`],
  ])('%s', (html, expected) => {
    expect(withPolicy(html, "default-src 'none'")).toBe(expected);
  });
});
