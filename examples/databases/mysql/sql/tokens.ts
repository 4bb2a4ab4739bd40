/** The lexical structure of MySQL's SQL. https://dev.mysql.com/doc/refman/8.4/en/language-structure.html */
import { MysqlError } from '../errors.ts';

export type TokenKind =
  | 'word' // An identifier or keyword without quotes
  | 'name' // A quoted identifier
  | 'string'
  | 'number'
  | 'hex' // x'…', 0x…, b'…'; text is the hexadecimal digits
  | 'param'
  | 'uservar'
  | 'sysvar'
  | 'op'
  | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  /** The text in capitals, for words. */
  upper: string;
  start: number;
  end: number;
}

export interface LexicalModes {
  ansiQuotes?: boolean;
  noBackslashEscapes?: boolean;
}

const operators = [
  '<=>',
  '->>',
  '->',
  ':=',
  '<=',
  '>=',
  '<>',
  '!=',
  '<<',
  '>>',
  '||',
  '&&',
  ...'=<>!+-*/%(),.;~^|&:{}',
];

const wordStart = /[\p{L}_$\u0080-\uffff]/u;
const wordPart = /[\p{L}\p{N}_$\u0080-\uffff]/u;
const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9';

/** `near` of a syntax error: at most 80 characters of the rest, and its line. */
export function syntaxError(sql: string, at: number): MysqlError {
  const line = sql.slice(0, at).split('\n').length;
  return new MysqlError('ER_PARSE_ERROR', sql.slice(at, at + 80), line);
}

export function tokenize(sql: string, modes: LexicalModes = {}): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  /** Inside a comment for newer servers, whose content counts: slash, star, exclamation mark. */
  let versioned = false;
  const push = (kind: TokenKind, text: string, start: number) =>
    tokens.push({ kind, text, upper: kind === 'word' ? text.toUpperCase() : '', start, end: at });

  while (at < sql.length) {
    const c = sql[at]!;
    const start = at;
    if (c <= ' ' || c === '\u00a0') {
      at++;
    } else if (c === '#' || (c === '-' && sql[at + 1] === '-' && (sql[at + 2] ?? ' ') <= ' ')) {
      const end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length : end + 1;
    } else if (c === '/' && sql[at + 1] === '*') {
      if (sql[at + 2] === '!') {
        at += 3;
        while (isDigit(sql[at])) at++;
        versioned = true;
      } else {
        const end = sql.indexOf('*/', at + 2);
        if (end < 0) throw syntaxError(sql, at);
        at = end + 2;
      }
    } else if (versioned && c === '*' && sql[at + 1] === '/') {
      at += 2;
      versioned = false;
    } else if (c === "'" || c === '"') {
      const text = quoted(c);
      push(c === '"' && modes.ansiQuotes ? 'name' : 'string', text, start);
    } else if (c === '`') {
      push('name', quotedName(), start);
    } else if (/[xXbB]/.test(c) && sql[at + 1] === "'") {
      const end = sql.indexOf("'", at + 2);
      const digits = sql.slice(at + 2, end);
      const binary = /[bB]/.test(c);
      if (end < 0 || !(binary ? /^[01]*$/ : /^([0-9a-fA-F]{2})*$/).test(digits)) {
        throw syntaxError(sql, at);
      }
      at = end + 1;
      push('hex', binary ? hexOfBits(digits) : digits, start);
    } else if (/[nN]/.test(c) && sql[at + 1] === "'") {
      at++;
      push('string', quoted("'"), start);
    } else if (isDigit(c) || (c === '.' && isDigit(sql[at + 1]) && !endsName(tokens, at))) {
      number(start);
    } else if (wordStart.test(c)) {
      while (at < sql.length && wordPart.test(sql[at]!)) at++;
      push('word', sql.slice(start, at), start);
    } else if (c === '?') {
      at++;
      push('param', '?', start);
    } else if (c === '@') {
      variable(start);
    } else {
      const op = operators.find((each) => sql.startsWith(each, at));
      if (!op) throw syntaxError(sql, at);
      at += op.length;
      push('op', op, start);
    }
  }
  push('end', '', sql.length);
  return tokens;

  function quoted(quote: string): string {
    const open = at++;
    let text = '';
    for (;;) {
      const c = sql[at++];
      if (c === undefined) throw syntaxError(sql, open);
      if (c === quote) {
        if (sql[at] !== quote) return text;
        text += quote;
        at++;
      } else if (c === '\\' && !modes.noBackslashEscapes) {
        const next = sql[at++];
        if (next === undefined) throw syntaxError(sql, open);
        text += escapes[next] ?? next;
      } else text += c;
    }
  }

  function quotedName(): string {
    const open = at++;
    let text = '';
    for (;;) {
      const end = sql.indexOf('`', at);
      if (end < 0) throw syntaxError(sql, open);
      text += sql.slice(at, end);
      at = end + 1;
      if (sql[at] !== '`') return text;
      text += '`';
      at++;
    }
  }

  function number(start: number) {
    const hex = /^0x[0-9a-fA-F]+(?![\p{L}\p{N}_$])/u.exec(sql.slice(at, at + 4096));
    if (hex) {
      at += hex[0].length;
      const digits = hex[0].slice(2);
      push('hex', digits.length % 2 ? `0${digits}` : digits, start);
      return;
    }
    const match = /^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(sql.slice(at, at + 512))!;
    at += match[0].length;
    // A name may begin with digits, as in `1st_of_may`, if letters follow.
    if (/^\d+$/.test(match[0]) && at < sql.length && wordStart.test(sql[at]!)) {
      while (at < sql.length && wordPart.test(sql[at]!)) at++;
      push('word', sql.slice(start, at), start);
    } else push('number', match[0], start);
  }

  function variable(start: number) {
    at++;
    if (sql[at] === '@') {
      at++;
      const match = /^[A-Za-z_][A-Za-z0-9_$.]*|^`[^`]+`/.exec(sql.slice(at, at + 256));
      if (!match) throw syntaxError(sql, start);
      at += match[0].length;
      push('sysvar', match[0].replace(/`/g, ''), start);
    } else if (sql[at] === '`') push('uservar', quotedName(), start);
    else if (sql[at] === "'" || sql[at] === '"') push('uservar', quoted(sql[at]!), start);
    else {
      while (at < sql.length && (wordPart.test(sql[at]!) || sql[at] === '.')) at++;
      push('uservar', sql.slice(start + 1, at), start);
    }
  }
}

const escapes: Record<string, string> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  // Only LIKE and its kind read these, so they stay as they are.
  '%': '\\%',
  _: '\\_',
};

/** `t.1a`: a dot right after a name does not begin a number. */
function endsName(tokens: Token[], at: number): boolean {
  const last = tokens.at(-1);
  return last !== undefined && last.end === at && (last.kind === 'word' || last.kind === 'name');
}

function hexOfBits(bits: string): string {
  if (!bits) return '';
  const padded = bits.padStart(Math.ceil(bits.length / 8) * 8, '0');
  return BigInt(`0b${padded}`)
    .toString(16)
    .padStart(padded.length / 4, '0');
}
