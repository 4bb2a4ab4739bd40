import { describe, expect, it } from 'vitest';
import { MysqlError } from '../errors.ts';
import { parseExpression, statements } from './parser.ts';

const parse = (sql: string) => [...statements(sql)];
const near = (sql: string) => {
  try {
    parse(sql);
  } catch (error) {
    if (error instanceof MysqlError)
      return error.message.match(/near '([^]*)' at line (\d+)/)?.slice(1);
  }
  return undefined;
};

describe('statements', () => {
  it('come one at a time, so that the first can run before the second is read', () => {
    const all = statements('SELECT 1; selec 2');
    expect(all.next().value).toMatchObject({ text: 'SELECT 1', params: 0 });
    expect(() => all.next()).toThrow(/near 'selec 2' at line 1/);
  });

  it.each([
    ['selec 1', ['selec 1', '1']],
    ['SELECT * FROM', ['', '1']],
    ['SELECT 1\nFROM t WHERE', ['', '2']],
    ["SELECT 'open", ["'open", '1']],
  ])('%j is refused where MySQL refuses it', (sql, expected) => {
    expect(near(sql)).toEqual(expected);
  });

  it.each([
    ['SELECT /*!40101 1 */ + 1 -- rest', 'query'],
    ['# only this\nSELECT 1', 'query'],
    ['INSERT INTO `we``ird` VALUES (?)', 'insert'],
    ['(SELECT 1) UNION (SELECT 2) LIMIT 1', 'query'],
  ])('%j', (sql, kind) => {
    expect(parse(sql)[0]!.statement.k).toBe(kind);
  });

  it('counts parameters, but not those in texts and comments', () => {
    expect(parse('SELECT ?, \'?\', "?", `a?` /* ? */ FROM t WHERE a = ?')[0]!.params).toBe(2);
  });
});

describe('expressions', () => {
  const shape = (sql: string): string => {
    const show = (e: ReturnType<typeof parseExpression>): string => {
      switch (e.k) {
        case 'binary':
          return `(${show(e.a)} ${e.op} ${show(e.b)})`;
        case 'unary':
          return `${e.op}${show(e.a)}`;
        case 'lit':
          return e.v;
        case 'col':
          return e.name;
        default:
          return e.k;
      }
    };
    return show(parseExpression(sql));
  };

  it.each([
    ['a OR b AND c', '(a OR (b AND c))'],
    ['NOT a = b', '!(a = b)'],
    ['1 + 2 * 3 - 4', '((1 + (2 * 3)) - 4)'],
    ['a || b && c', '(a OR (b AND c))'],
    ['-1 - -2', '(-1 - -2)'],
    ['a XOR b OR c', '((a XOR b) OR c)'],
    ['7 DIV 2 % 3', '((7 DIV 2) % 3)'],
    ['a <=> NULL', '(a <=> )'],
  ])('%s', (sql, expected) => {
    expect(shape(sql)).toBe(expected);
  });
});
