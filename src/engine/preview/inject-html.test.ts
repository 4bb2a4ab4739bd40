import { describe, expect, it } from 'vitest';
import { injectHtml, scriptElement } from './inject-html.ts';

const cases: [string, string][] = [
  ['<!doctype html><html><head><title>x</title>', '<!doctype html><html><head>@<title>x</title>'],
  [
    '<!DOCTYPE HTML>\n<html lang="en">\n<HEAD data-a=">">',
    '<!DOCTYPE HTML>\n<html lang="en">\n<HEAD data-a=">@">',
  ],
  ['<!doctype html><title>x</title>', '<!doctype html>@<title>x</title>'],
  ['<!doctype html><!-- <head> --><body>', '<!doctype html><!-- <head> -->@<body>'],
  ['<html><header>x</header>', '<html>@<header>x</header>'],
  ['<h1>hello</h1>', '@<h1>hello</h1>'],
  ['hello', '@hello'],
  ['\u00ef\u00bb\u00bf<head>x', '\u00ef\u00bb\u00bf<head>@x'],
  ['<!doctype html>', '<!doctype html>@'],
  ['<!-- never closed', '@<!-- never closed'],
  ['<head><meta charset="latin1">', '<head><meta charset="latin1">@<meta charset="latin1">'],
];

async function inject(html: string, size: number): Promise<string> {
  const bytes = Uint8Array.from(html, (c) => c.charCodeAt(0));
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const result = await new Response(source.pipeThrough(injectHtml('@', false))).arrayBuffer();
  return Array.from(new Uint8Array(result), (byte) => String.fromCharCode(byte)).join('');
}

describe('injectHtml', () => {
  it.each(cases)('%j', async (html, expected) => {
    for (const size of [1, 2, 3, 5, 1000]) {
      const withoutMeta = expected.replace(/(<head>)<meta[^>]*>@/, '$1@');
      const result = await inject(html, size);
      // The declaration comes along only if it has arrived by then.
      if (size === 1000 || !html.includes('charset')) expect(result).toBe(expected);
      else expect([expected, withoutMeta]).toContain(result);
    }
  });

  it('leaves UTF-16 and empty documents alone', async () => {
    expect(await inject('\u00ff\u00fe<\0h\0', 2)).toBe('\u00ff\u00fe<\0h\0');
    expect(await inject('', 1)).toBe('');
  });
});

it('writes its configuration as ASCII that cannot end the script', () => {
  const element = scriptElement('run();', { text: '</script><!--é\u2028' }, 'n');
  expect(element).toMatch(/^<script nonce="n">[\x20-\x7e]+<\/script>$/);
  expect(element.match(/<\/script>/g)).toHaveLength(1);
  const json = /__preview=(\{.*?\});run/.exec(element)![1]!;
  expect(JSON.parse(json)).toEqual({ text: '</script><!--é\u2028' });
});
