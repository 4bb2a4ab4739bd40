import { describe, expect, it } from 'vitest';
import { bodyKind, clip, decoderFor, downloadName, prettyJson, shownLimit } from './body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('bodyKind', () => {
  it.each([
    ['application/json; charset=utf-8', '{}', 'json'],
    ['application/problem+json', '{}', 'json'],
    ['text/html', '<p>', 'text'],
    ['text/event-stream', 'data: 1', 'text'],
    ['image/svg+xml', '<svg/>', 'text'],
    ['image/png', 'x', 'image'],
    ['application/octet-stream', 'x', 'binary'],
    [undefined, 'plain', 'text'],
    [undefined, 'a\0b', 'binary'],
    ['application/json', '', 'empty'],
  ])('%s, %j is %s', (type, text, kind) => expect(bodyKind(type, bytes(text))).toBe(kind));

  it('takes broken UTF-8 without a type for binary', () => {
    expect(bodyKind(undefined, new Uint8Array([0xff, 0xfe, 0xfd]))).toBe('binary');
  });
});

describe('decoderFor', () => {
  it.each([
    ['text/plain; charset=ISO-8859-1', 'windows-1252'],
    ['text/plain; charset="utf-16le"', 'utf-16le'],
    ['text/plain; charset=nonsense', 'utf-8'],
    [undefined, 'utf-8'],
  ])('%s', (type, encoding) => expect(decoderFor(type).encoding).toBe(encoding));
});

describe('prettyJson', () => {
  it.each([
    ['{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
    ['{oops', '{oops'],
  ])('%j', (text, pretty) => expect(prettyJson(text)).toBe(pretty));
});

describe('clip', () => {
  it('shortens a long text', () => {
    expect(clip('x'.repeat(shownLimit + 1))).toEqual({
      text: 'x'.repeat(shownLimit),
      clipped: true,
    });
    expect(clip('x')).toEqual({ text: 'x', clipped: false });
  });
});

describe('downloadName', () => {
  it.each([
    ['attachment; filename="report.csv"', 'report.csv'],
    ['attachment; filename=report.csv', 'report.csv'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..\\..\\evil.exe"', 'evil.exe'],
    ['attachment; filename="gpj.\u202eexe.txt"', 'gpj.exe.txt'],
    ['attachment; filename=".."', 'response.csv'],
    ['', 'response.csv'],
  ])('%j', (disposition, name) => {
    const headers: [string, string][] = [
      ['Content-Type', 'text/csv'],
      ['Content-Disposition', disposition],
    ];
    expect(downloadName(headers)).toBe(name);
  });
});
