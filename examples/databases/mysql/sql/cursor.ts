import { syntaxError, tokenize, type LexicalModes, type Token } from './tokens.ts';

/** Words that cannot be names without backticks, as far as this grammar needs to know them. */
const reserved = new Set(
  `ADD ALL ALTER AND AS ASC BETWEEN BY CASE CHECK COLLATE COLUMN CONSTRAINT CREATE CROSS
  CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DATABASES DEFAULT DELETE DESC DESCRIBE
  DISTINCT DISTINCTROW DIV DROP DUAL ELSE EXCEPT EXISTS EXPLAIN FALSE FOR FOREIGN FROM
  FULLTEXT GENERATED GRANT GROUP GROUPING HAVING IF IGNORE IN INDEX INNER INSERT INTERSECT INTERVAL INTO IS
  JOIN KEY KEYS KILL LATERAL LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP LOCK MATCH MOD NATURAL NOT NULL ON
  OPTION OR ORDER OUTER OVER PARTITION PRIMARY PROCEDURE RANGE READ RECURSIVE REFERENCES REGEXP RELEASE RENAME
  REPLACE RIGHT RLIKE SCHEMA SCHEMAS SELECT SET SHOW SQL STRAIGHT_JOIN TABLE THEN TO TRIGGER TRUE
  UNION UNIQUE UNLOCK UNSIGNED UPDATE USE USING VALUES VIRTUAL WHEN WHERE WINDOW WITH WRITE XOR ZEROFILL
  UTC_DATE UTC_TIME UTC_TIMESTAMP CALL CHANGE CONVERT DEC DECIMAL DOUBLE FLOAT INT INTEGER BIGINT SMALLINT
  TINYINT MEDIUMINT NUMERIC VARCHAR VARBINARY CHAR BINARY BLOB LONGBLOB LONGTEXT MEDIUMTEXT TINYTEXT
  MEDIUMBLOB TINYBLOB CUBE RANK DENSE_RANK ROW_NUMBER FIRST_VALUE LAST_VALUE LAG LEAD NTILE NTH_VALUE
  PERCENT_RANK CUME_DIST OF ROW ROWS GROUPS SYSTEM STORED LOAD ANALYZE OPTIMIZE FORCE
  SQL_CALC_FOUND_ROWS HIGH_PRIORITY LOW_PRIORITY DELAYED`
    .split(/\s+/)
    // These stand for functions and types at the start of an expression; there, the parser decides.
    .filter((word) => !['FORCE'].includes(word)),
);

/** A place in a list of tokens, with what every part of a recursive-descent parser needs. */
export class Cursor {
  readonly sql: string;
  readonly tokens: Token[];
  at = 0;
  params = 0;

  constructor(sql: string, modes: LexicalModes = {}) {
    this.sql = sql;
    this.tokens = tokenize(sql, modes);
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  get token(): Token {
    return this.tokens[this.at]!;
  }

  peek(distance = 1): Token {
    return this.tokens[Math.min(this.at + distance, this.tokens.length - 1)]!;
  }

  fail(token = this.token): never {
    throw syntaxError(this.sql, token.start);
  }

  next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.at++;
    return token;
  }

  /** Whether the next tokens are these words. */
  is(...words: string[]): boolean {
    return words.every((word, i) => this.peek(i).upper === word);
  }

  isOp(op: string): boolean {
    return this.token.kind === 'op' && this.token.text === op;
  }

  /** Takes these words if they come next, all or none. */
  word(...words: string[]): boolean {
    if (!this.is(...words)) return false;
    this.at += words.length;
    return true;
  }

  /** Takes one of these words. */
  oneOf(...words: string[]): string | undefined {
    const { upper } = this.token;
    if (!upper || !words.includes(upper)) return undefined;
    this.at++;
    return upper;
  }

  expect(...words: string[]) {
    for (const word of words) if (!this.word(word)) this.fail();
  }

  op(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.at++;
    return true;
  }

  expectOp(text: string) {
    if (!this.op(text)) this.fail();
  }

  isName(): boolean {
    const { kind, upper } = this.token;
    return kind === 'name' || (kind === 'word' && !reserved.has(upper));
  }

  identifier(): string {
    if (!this.isName()) this.fail();
    return this.next().text;
  }

  /** After a dot any word is a name. */
  anyIdentifier(): string {
    if (this.token.kind !== 'name' && this.token.kind !== 'word') this.fail();
    return this.next().text;
  }

  /** `schema.table` or `table`. */
  tableName(): { schema?: string | undefined; name: string } {
    const first = this.identifier();
    return this.op('.') ? { schema: first, name: this.anyIdentifier() } : { name: first };
  }

  string(): string {
    if (this.token.kind !== 'string') this.fail();
    return this.next().text;
  }

  integer(): number {
    if (this.token.kind !== 'number' || !/^\d+$/.test(this.token.text)) this.fail();
    return Number(this.next().text);
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.op(',')) items.push(item());
    return items;
  }

  parenthesized<T>(item: () => T): T[] {
    this.expectOp('(');
    const items = this.list(item);
    this.expectOp(')');
    return items;
  }

  /** The source between a token's start and the end of the last one taken. */
  textFrom(token: Token): string {
    const last = this.tokens[this.at - 1]!;
    return this.sql.slice(token.start, last.end);
  }
}
