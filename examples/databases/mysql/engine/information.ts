/** information_schema, from the catalog. https://dev.mysql.com/doc/refman/8.4/en/information-schema.html */
import type { Expr } from '../sql/ast.ts';
import { constant } from '../dialect/coerce.ts';
import type { Value } from '../values/convert.ts';
import { columnType, int, isText, text, varchar, type Type } from '../values/types.ts';
import { columnOf, sameName, type Catalog, type Column, type Table } from './catalog.ts';

type Rows = { sql: string; columns: { name: string; type: Type }[] };

export function rowsAsSql(names: string[], rows: Value[][]): Rows {
  const columns = names.map((name) => {
    const numeric = name.startsWith('#');
    return {
      name: name.replace('#', ''),
      type: numeric
        ? int(8, true)
        : /DEFINITION|TYPE|DEFAULT|COMMENT/.test(name)
          ? text
          : varchar(64),
    };
  });
  const list = columns.map((_, i) => `column${i + 1} AS "c${i}"`).join(', ');
  if (!rows.length)
    return {
      sql: `SELECT ${columns.map((_, i) => `NULL AS "c${i}"`).join(', ')} WHERE 0`,
      columns,
    };
  const values = rows.map(
    (row) =>
      `(${row.map((value) => constant(value, typeof value === 'number' ? int() : text).sql).join(', ')})`,
  );
  return { sql: `SELECT ${list} FROM (VALUES ${values.join(', ')})`, columns };
}

export function defaultText(column: Column): string | null {
  const value = column.default;
  if (!value) return null;
  if (value.k === 'lit')
    return column.type.kind === 'decimal' && /^-?\d+(\.\d+)?$/.test(value.v)
      ? fixed(value.v, column.type.scale!)
      : value.t === 'bool'
        ? value.v
        : value.v;
  if (value.k === 'call' && /^(NOW|CURRENT_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP)$/.test(value.name))
    return `CURRENT_TIMESTAMP${column.type.scale ? `(${column.type.scale})` : ''}`;
  return exprText(value);
}

const fixed = (v: string, scale: number) => {
  const [whole, fraction = ''] = v.split('.');
  return scale ? `${whole}.${fraction.padEnd(scale, '0').slice(0, scale)}` : whole!;
};

function exprText(e: Expr): string {
  switch (e.k) {
    case 'lit':
      return e.t === 'string' ? `_utf8mb4'${e.v}'` : e.v || 'NULL';
    case 'call':
      return `${e.name.toLowerCase()}(${e.args.map(exprText).join(',')})`;
    case 'binary':
      return `(${exprText(e.a)} ${e.op} ${exprText(e.b)})`;
    case 'col':
      return `\`${e.name}\``;
    default:
      return '(expression)';
  }
}

export function extraText(column: Column): string {
  if (column.autoIncrement) return 'auto_increment';
  if (column.generated) return column.generated.stored ? 'STORED GENERATED' : 'VIRTUAL GENERATED';
  const made = column.default && column.default.k !== 'lit' ? 'DEFAULT_GENERATED' : '';
  const touched = column.onUpdateNow
    ? `on update CURRENT_TIMESTAMP${column.type.scale ? `(${column.type.scale})` : ''}`
    : '';
  return [made, touched].filter(Boolean).join(' ');
}

export function keyText(table: Table, column: Column): string {
  const keys = table.keys.filter((key) =>
    key.parts.some((part) => sameName(part.name, column.name)),
  );
  if (keys.some((key) => key.kind === 'PRIMARY')) return 'PRI';
  const first = keys.filter((key) => sameName(key.parts[0]!.name, column.name));
  if (first.some((key) => key.kind === 'UNIQUE' && key.parts.length === 1)) return 'UNI';
  return first.length ? 'MUL' : '';
}

const collationOf = (column: Column) =>
  isText(column.type)
    ? (column.type.collationName ??
      (column.type.collation === 'bin' ? 'utf8mb4_bin' : 'utf8mb4_0900_ai_ci'))
    : null;
const isoNow = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

export function informationSchema(
  catalog: Catalog,
  name: string,
  count: (table: Table) => number,
  sessions: () => Value[][],
): Rows | undefined {
  const tables = [...catalog.tables()];
  const views = [...catalog.schemas.values()].flatMap((schema) =>
    [...schema.values()].filter((each) => each.k === 'view'),
  );
  switch (name.toUpperCase()) {
    case 'SCHEMATA':
      return rowsAsSql(
        [
          'CATALOG_NAME',
          'SCHEMA_NAME',
          'DEFAULT_CHARACTER_SET_NAME',
          'DEFAULT_COLLATION_NAME',
          'SQL_PATH',
          'DEFAULT_ENCRYPTION',
        ],
        ['information_schema', ...catalog.schemas.keys()].map((schema) => [
          'def',
          schema,
          'utf8mb4',
          'utf8mb4_0900_ai_ci',
          null,
          'NO',
        ]),
      );
    case 'TABLES':
      return rowsAsSql(
        [
          'TABLE_CATALOG',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'TABLE_TYPE',
          'ENGINE',
          '#VERSION',
          'ROW_FORMAT',
          '#TABLE_ROWS',
          '#AVG_ROW_LENGTH',
          '#DATA_LENGTH',
          '#INDEX_LENGTH',
          '#DATA_FREE',
          '#AUTO_INCREMENT',
          'CREATE_TIME',
          'UPDATE_TIME',
          'TABLE_COLLATION',
          'CREATE_OPTIONS',
          'TABLE_COMMENT',
        ],
        [
          ...tables.map((t): Value[] => [
            'def',
            t.schema,
            t.name,
            'BASE TABLE',
            'InnoDB',
            10,
            'Dynamic',
            count(t),
            0,
            16384,
            0,
            0,
            t.columns.some((c) => c.autoIncrement) ? Number(t.nextAuto) : null,
            isoNow(t.created),
            null,
            t.collation,
            '',
            t.comment,
          ]),
          ...views.map((v): Value[] => [
            'def',
            v.schema,
            v.name,
            'VIEW',
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            'VIEW',
          ]),
        ],
      );
    case 'COLUMNS':
      return rowsAsSql(
        [
          'TABLE_CATALOG',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'COLUMN_NAME',
          '#ORDINAL_POSITION',
          'COLUMN_DEFAULT',
          'IS_NULLABLE',
          'DATA_TYPE',
          '#CHARACTER_MAXIMUM_LENGTH',
          '#CHARACTER_OCTET_LENGTH',
          '#NUMERIC_PRECISION',
          '#NUMERIC_SCALE',
          '#DATETIME_PRECISION',
          'CHARACTER_SET_NAME',
          'COLLATION_NAME',
          'COLUMN_TYPE',
          'COLUMN_KEY',
          'EXTRA',
          'PRIVILEGES',
          'COLUMN_COMMENT',
          'GENERATION_EXPRESSION',
          '#SRS_ID',
        ],
        tables.flatMap((t) =>
          t.columns.map((c, i): Value[] => {
            const size =
              isText(c.type) || c.type.kind === 'blob'
                ? (c.type.size ?? Math.max(0, ...(c.type.values ?? []).map((v) => v.length)))
                : null;
            const precision =
              { 1: 3, 2: 5, 3: 7, 4: 10, 8: c.type.unsigned ? 20 : 19 }[
                c.type.kind === 'int' ? c.type.size! : 0
              ] ??
              (c.type.kind === 'decimal'
                ? c.type.precision!
                : c.type.kind === 'double'
                  ? 22
                  : c.type.kind === 'float'
                    ? 12
                    : null);
            const scale =
              c.type.kind === 'decimal' ? c.type.scale! : c.type.kind === 'int' ? 0 : null;
            const temporal =
              c.type.kind === 'datetime' || c.type.kind === 'timestamp' || c.type.kind === 'time';
            return [
              'def',
              t.schema,
              t.name,
              c.name,
              i + 1,
              defaultText(c),
              c.nullable ? 'YES' : 'NO',
              c.type.name,
              size,
              size === null ? null : c.type.kind === 'blob' ? size : Math.min(size * 4, 4294967295),
              precision,
              scale,
              temporal ? (c.type.scale ?? 0) : null,
              isText(c.type) ? 'utf8mb4' : null,
              collationOf(c),
              columnType(c.type),
              keyText(t, c),
              extraText(c),
              'select,insert,update,references',
              c.comment,
              c.generated?.text ?? '',
              null,
            ];
          }),
        ),
      );
    case 'STATISTICS':
      return rowsAsSql(
        [
          'TABLE_CATALOG',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          '#NON_UNIQUE',
          'INDEX_SCHEMA',
          'INDEX_NAME',
          '#SEQ_IN_INDEX',
          'COLUMN_NAME',
          'COLLATION',
          '#CARDINALITY',
          '#SUB_PART',
          'PACKED',
          'NULLABLE',
          'INDEX_TYPE',
          'COMMENT',
          'INDEX_COMMENT',
          'IS_VISIBLE',
          'EXPRESSION',
        ],
        tables.flatMap((t) =>
          t.keys.flatMap((k) =>
            k.parts.map((p, i): Value[] => [
              'def',
              t.schema,
              t.name,
              k.kind === 'INDEX' ? 1 : 0,
              t.schema,
              k.name,
              i + 1,
              p.name,
              p.desc ? 'D' : 'A',
              count(t),
              p.length ?? null,
              null,
              columnOf(t, p.name).nullable ? 'YES' : '',
              'BTREE',
              '',
              '',
              'YES',
              null,
            ]),
          ),
        ),
      );
    case 'KEY_COLUMN_USAGE':
      return rowsAsSql(
        [
          'CONSTRAINT_CATALOG',
          'CONSTRAINT_SCHEMA',
          'CONSTRAINT_NAME',
          'TABLE_CATALOG',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'COLUMN_NAME',
          '#ORDINAL_POSITION',
          '#POSITION_IN_UNIQUE_CONSTRAINT',
          'REFERENCED_TABLE_SCHEMA',
          'REFERENCED_TABLE_NAME',
          'REFERENCED_COLUMN_NAME',
        ],
        tables.flatMap((t) => [
          ...t.keys
            .filter((k) => k.kind !== 'INDEX')
            .flatMap((k) =>
              k.parts.map((p, i): Value[] => [
                'def',
                t.schema,
                k.name,
                'def',
                t.schema,
                t.name,
                p.name,
                i + 1,
                null,
                null,
                null,
                null,
              ]),
            ),
          ...t.foreignKeys.flatMap((k) =>
            k.columns.map((c, i): Value[] => [
              'def',
              t.schema,
              k.name,
              'def',
              t.schema,
              t.name,
              c,
              i + 1,
              i + 1,
              k.refSchema,
              k.refTable,
              k.refColumns[i]!,
            ]),
          ),
        ]),
      );
    case 'TABLE_CONSTRAINTS':
      return rowsAsSql(
        [
          'CONSTRAINT_CATALOG',
          'CONSTRAINT_SCHEMA',
          'CONSTRAINT_NAME',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'CONSTRAINT_TYPE',
          'ENFORCED',
        ],
        tables.flatMap((t) => [
          ...t.keys
            .filter((k) => k.kind !== 'INDEX')
            .map((k): Value[] => [
              'def',
              t.schema,
              k.name,
              t.schema,
              t.name,
              k.kind === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE',
              'YES',
            ]),
          ...t.foreignKeys.map((k): Value[] => [
            'def',
            t.schema,
            k.name,
            t.schema,
            t.name,
            'FOREIGN KEY',
            'YES',
          ]),
          ...t.checks.map((k): Value[] => [
            'def',
            t.schema,
            k.name,
            t.schema,
            t.name,
            'CHECK',
            k.enforced ? 'YES' : 'NO',
          ]),
        ]),
      );
    case 'REFERENTIAL_CONSTRAINTS':
      return rowsAsSql(
        [
          'CONSTRAINT_CATALOG',
          'CONSTRAINT_SCHEMA',
          'CONSTRAINT_NAME',
          'UNIQUE_CONSTRAINT_CATALOG',
          'UNIQUE_CONSTRAINT_SCHEMA',
          'UNIQUE_CONSTRAINT_NAME',
          'MATCH_OPTION',
          'UPDATE_RULE',
          'DELETE_RULE',
          'TABLE_NAME',
          'REFERENCED_TABLE_NAME',
        ],
        tables.flatMap((t) =>
          t.foreignKeys.map((k): Value[] => [
            'def',
            t.schema,
            k.name,
            'def',
            k.refSchema,
            'PRIMARY',
            'NONE',
            k.onUpdate,
            k.onDelete,
            t.name,
            k.refTable,
          ]),
        ),
      );
    case 'CHECK_CONSTRAINTS':
      return rowsAsSql(
        ['CONSTRAINT_CATALOG', 'CONSTRAINT_SCHEMA', 'CONSTRAINT_NAME', 'CHECK_CLAUSE'],
        tables.flatMap((t) =>
          t.checks.map((k): Value[] => ['def', t.schema, k.name, `(${k.text})`]),
        ),
      );
    case 'VIEWS':
      return rowsAsSql(
        [
          'TABLE_CATALOG',
          'TABLE_SCHEMA',
          'TABLE_NAME',
          'VIEW_DEFINITION',
          'CHECK_OPTION',
          'IS_UPDATABLE',
          'DEFINER',
          'SECURITY_TYPE',
        ],
        views.map((v): Value[] => [
          'def',
          v.schema,
          v.name,
          v.text,
          'NONE',
          'NO',
          'root@%',
          'DEFINER',
        ]),
      );
    case 'TRIGGERS':
      return rowsAsSql(
        [
          'TRIGGER_CATALOG',
          'TRIGGER_SCHEMA',
          'TRIGGER_NAME',
          'EVENT_MANIPULATION',
          'EVENT_OBJECT_SCHEMA',
          'EVENT_OBJECT_TABLE',
          'ACTION_STATEMENT',
          'ACTION_TIMING',
        ],
        [],
      );
    case 'ROUTINES':
      return rowsAsSql(
        [
          'SPECIFIC_NAME',
          'ROUTINE_CATALOG',
          'ROUTINE_SCHEMA',
          'ROUTINE_NAME',
          'ROUTINE_TYPE',
          'DATA_TYPE',
          'ROUTINE_DEFINITION',
        ],
        [],
      );
    case 'PROCESSLIST':
      return rowsAsSql(
        ['#ID', 'USER', 'HOST', 'DB', 'COMMAND', '#TIME', 'STATE', 'INFO'],
        sessions(),
      );
    case 'ENGINES':
      return rowsAsSql(
        ['ENGINE', 'SUPPORT', 'COMMENT', 'TRANSACTIONS', 'XA', 'SAVEPOINTS'],
        [
          [
            'InnoDB',
            'DEFAULT',
            'Supports transactions, row-level locking, and foreign keys',
            'YES',
            'NO',
            'YES',
          ],
        ],
      );
    case 'COLLATIONS':
      return rowsAsSql(
        [
          'COLLATION_NAME',
          'CHARACTER_SET_NAME',
          '#ID',
          'IS_DEFAULT',
          'IS_COMPILED',
          '#SORTLEN',
          'PAD_ATTRIBUTE',
        ],
        [
          ['utf8mb4_0900_ai_ci', 'utf8mb4', 255, 'Yes', 'Yes', 0, 'NO PAD'],
          ['utf8mb4_bin', 'utf8mb4', 46, '', 'Yes', 1, 'PAD SPACE'],
        ],
      );
    case 'CHARACTER_SETS':
      return rowsAsSql(
        ['CHARACTER_SET_NAME', 'DEFAULT_COLLATE_NAME', 'DESCRIPTION', '#MAXLEN'],
        [['utf8mb4', 'utf8mb4_0900_ai_ci', 'UTF-8 Unicode', 4]],
      );
    default:
      return undefined;
  }
}

export function createTableText(table: Table): string {
  const name = (s: string) => `\`${s.replace(/`/g, '``')}\``;
  const literal = (s: string) => `'${s.replace(/'/g, "''")}'`;
  const lines = table.columns.map((column) => {
    const { type } = column;
    const parts = [name(column.name), columnType(type)];
    if (type.collationName && type.collationName !== table.collation)
      parts.push(`CHARACTER SET utf8mb4 COLLATE ${type.collationName}`);
    if (column.generated)
      parts.push(
        `GENERATED ALWAYS AS (${column.generated.text}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`,
      );
    if (!column.nullable) parts.push('NOT NULL');
    else if (type.kind === 'timestamp') parts.push('NULL');
    const value = defaultText(column);
    if (value !== null)
      parts.push(
        `DEFAULT ${column.default!.k === 'lit' ? literal(value) : /^CURRENT_TIMESTAMP/.test(value) ? value : `(${value})`}`,
      );
    else if (column.nullable && !column.generated && !/text$|blob$/.test(type.name))
      parts.push('DEFAULT NULL');
    if (column.onUpdateNow)
      parts.push(`ON UPDATE CURRENT_TIMESTAMP${type.scale ? `(${type.scale})` : ''}`);
    if (column.autoIncrement) parts.push('AUTO_INCREMENT');
    if (column.comment) parts.push(`COMMENT ${literal(column.comment)}`);
    return parts.join(' ');
  });
  for (const key of table.keys) {
    const parts = key.parts
      .map(
        (part) =>
          name(part.name) + (part.length ? `(${part.length})` : '') + (part.desc ? ' DESC' : ''),
      )
      .join(',');
    lines.push(
      key.kind === 'PRIMARY'
        ? `PRIMARY KEY (${parts})`
        : `${key.kind === 'UNIQUE' ? 'UNIQUE ' : ''}KEY ${name(key.name)} (${parts})`,
    );
  }
  for (const key of table.foreignKeys) {
    const list = (names: string[]) => names.map(name).join(', ');
    lines.push(
      `CONSTRAINT ${name(key.name)} FOREIGN KEY (${list(key.columns)}) REFERENCES ${name(key.refTable)} (${list(key.refColumns)})${key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`}${key.onUpdate === 'NO ACTION' ? '' : ` ON UPDATE ${key.onUpdate}`}`,
    );
  }
  for (const check of table.checks)
    lines.push(`CONSTRAINT ${name(check.name)} CHECK (${check.text})`);
  const auto =
    table.columns.some((column) => column.autoIncrement) && Number(table.nextAuto) > 1
      ? ` AUTO_INCREMENT=${table.nextAuto}`
      : '';
  return `CREATE TABLE ${name(table.name)} (\n  ${lines.join(',\n  ')}\n) ENGINE=InnoDB${auto} DEFAULT CHARSET=utf8mb4 COLLATE=${table.collation}${table.comment ? ` COMMENT=${literal(table.comment)}` : ''}`;
}
