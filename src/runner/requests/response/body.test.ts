import { describe, expect, it } from 'vitest';
import { bodyKind, clip, decoderFor, downloadName, shownLimit } from './body.ts';

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
    ['attachment; filename="a/../../.bashrc"', 'bashrc'],
    ['attachment; filename="C:\\\\x\\\\y.txt"', 'y.txt'],
    [
      'attachment; filename="plain.txt"; filename*=UTF-8\'\'na%C3%AFve%20%E2%82%AC.csv',
      'naïve €.csv',
    ],
    ["attachment; filename=plain.txt; filename*=UTF-8''%E0%A4%A", 'plain.txt'],
    ["attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", 'passwd'],
    ["attachment; filename*=UTF-8''%E2%80%AEfdp.exe", 'fdp.exe'],
    ['attachment; filename="a\u200b\ufeff\u061c\u0085\ud800b.txt"', 'ab.txt'],
    ['attachment; filename="a\nb\0.txt"', 'ab.txt'],
    ['attachment; filename="report.pdf. . "', 'report.pdf'],
    ['attachment; filename="NUL.txt"', '_NUL.txt'],
    ['attachment; filename="console.log"', 'console.log'],
    ['attachment; filename="<img src=x onerror=alert(1)>"', 'img src=x onerror=alert(1)'],
    ['', 'response.csv'],
  ])('%j', (disposition, name) => {
    const headers: [string, string][] = [
      ['Content-Type', 'text/csv'],
      ['Content-Disposition', disposition],
    ];
    expect(downloadName(headers)).toBe(name);
  });

  it('keeps the ending of a long name, and no half of a character', () => {
    const headers: [string, string][] = [
      ['Content-Disposition', `attachment; filename="${'😀'.repeat(200)}.txt"`],
    ];
    expect(downloadName(headers)).toBe(`${'😀'.repeat(96)}.txt`);
  });
});
