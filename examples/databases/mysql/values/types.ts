/** MySQL's data types, as columns and expressions have them. */
export type Kind =
  | 'int'
  | 'decimal'
  | 'double'
  | 'float'
  | 'string'
  | 'blob'
  | 'enum'
  | 'set'
  | 'json'
  | 'date'
  | 'datetime'
  | 'timestamp'
  | 'time'
  | 'year'
  | 'bit'
  | 'null';

export type Collation = 'ci' | 'bin';

export interface Type {
  kind: Kind;
  /** The name as written in a column definition, in small letters: `tinyint`, `varchar`, `mediumtext`. */
  name: string;
  /** Integers: bytes. Strings: characters. Blobs: bytes. Bits: bits. */
  size?: number | undefined;
  /** tinyint(1): the display width, which clients take for a boolean. */
  width?: number | undefined;
  unsigned?: boolean | undefined;
  precision?: number | undefined;
  /** Decimals: digits after the point. Times: digits of the fraction of a second. */
  scale?: number | undefined;
  values?: string[] | undefined;
  collation?: Collation | undefined;
  /** The collation's full name, where a column has one of its own. */
  collationName?: string | undefined;
  fixed?: boolean | undefined;
}

export const int = (size = 8, unsigned = false): Type => ({
  kind: 'int',
  name: { 1: 'tinyint', 2: 'smallint', 3: 'mediumint', 4: 'int' }[size] ?? 'bigint',
  size,
  unsigned,
});
export const decimal = (precision: number, scale: number): Type => ({
  kind: 'decimal',
  name: 'decimal',
  precision: Math.min(65, precision),
  scale: Math.min(30, scale),
});
export const double: Type = { kind: 'double', name: 'double' };
export const text: Type = { kind: 'string', name: 'longtext', collation: 'ci', size: 4294967295 };
export const varchar = (size: number, collation: Collation = 'ci'): Type => ({
  kind: 'string',
  name: 'varchar',
  size,
  collation,
});
export const blob: Type = { kind: 'blob', name: 'longblob', size: 4294967295 };
export const json: Type = { kind: 'json', name: 'json' };
export const date: Type = { kind: 'date', name: 'date' };
export const datetime = (scale = 0): Type => ({ kind: 'datetime', name: 'datetime', scale });
export const time = (scale = 0): Type => ({ kind: 'time', name: 'time', scale });
export const nullType: Type = { kind: 'null', name: 'null' };

export const isText = (t: Type) => t.kind === 'string' || t.kind === 'enum' || t.kind === 'set';
export const isTemporal = (t: Type) =>
  t.kind === 'date' || t.kind === 'datetime' || t.kind === 'timestamp' || t.kind === 'time';
export const isInteger = (t: Type) => t.kind === 'int' || t.kind === 'year' || t.kind === 'bit';

/** Decimal digits that a value of an exact type has at most. */
export function precisionOf(t: Type): number {
  if (t.kind === 'decimal') return t.precision!;
  if (t.kind === 'year') return 4;
  if (t.kind === 'bit') return 20;
  if (t.kind === 'int') return { 1: 3, 2: 5, 3: 8, 4: 10 }[t.size!] ?? (t.unsigned ? 20 : 19);
  return 20;
}

/** The type as `SHOW COLUMNS` and `information_schema` print it. */
export function columnType(t: Type): string {
  const unsigned = t.unsigned ? ' unsigned' : '';
  switch (t.kind) {
    case 'int':
      return `${t.name}${t.width === 1 ? '(1)' : ''}${unsigned}`;
    case 'decimal':
      return `decimal(${t.precision},${t.scale})${unsigned}`;
    case 'double':
    case 'float':
      return `${t.name}${t.scale === undefined ? '' : `(${t.precision},${t.scale})`}${unsigned}`;
    case 'enum':
    case 'set':
      return `${t.kind}(${t.values!.map((v) => `'${v.replace(/'/g, "''")}'`).join(',')})`;
    case 'string':
    case 'blob':
      return /^(var)?(char|binary)$/.test(t.name) ? `${t.name}(${t.size})` : t.name;
    case 'datetime':
    case 'timestamp':
    case 'time':
      return t.scale ? `${t.name}(${t.scale})` : t.name;
    case 'bit':
      return `bit(${t.size})`;
    default:
      return t.name;
  }
}
