/** The results of SHOW and DESCRIBE. */
import { likePattern, fold } from '../values/collation.ts';
import { MysqlError } from '../errors.ts';
import type { Name, Statement } from '../sql/ast.ts';
import type { Value } from '../values/convert.ts';
import { columnType, int, isText, text, varchar } from '../values/types.ts';
import { columnOf, type Table } from './catalog.ts';
import { createTableText, defaultText, extraText, keyText } from './information.ts';
import type { Rows } from './results.ts';
import type { Session } from './session.ts';

type Show = Extract<Statement, { k: 'show' }>;

function rows(names: string[], list: Value[][]): Rows {
  const numeric = (i: number) =>
    list.length > 0 &&
    list.every((row) => typeof row[i] === 'number' || row[i] === null) &&
    list.some((row) => row[i] !== null);
  return {
    columns: names.map((name, i) => ({
      name,
      type: numeric(i)
        ? int()
        : /Type|Default|Create|Info|Value|Message/.test(name)
          ? text
          : varchar(64),
    })),
    rows: list,
    warnings: 0,
  };
}

const matching = (like: string | undefined, list: Value[][]) =>
  like === undefined
    ? list
    : list.filter(([first]) => likePattern(like, '\\', true).test(fold(String(first))));

function fields(table: Table, full: boolean): Rows {
  const list = table.columns.map((column): Value[] => {
    const base: Value[] = [column.name, columnType(column.type)];
    if (full)
      base.push(isText(column.type) ? (column.type.collationName ?? 'utf8mb4_0900_ai_ci') : null);
    base.push(
      column.nullable ? 'YES' : 'NO',
      keyText(table, column),
      defaultText(column),
      extraText(column),
    );
    if (full) base.push('select,insert,update,references', column.comment);
    return base;
  });
  return rows(
    full
      ? ['Field', 'Type', 'Collation', 'Null', 'Key', 'Default', 'Extra', 'Privileges', 'Comment']
      : ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    list,
  );
}

export function describe(s: Session, name: Name, column?: string): Rows {
  const found = s.database.catalog.get(name, s.schema);
  if (found.k === 'view') throw new MysqlError('ER_NOT_SUPPORTED_YET', 'DESCRIBE of a view');
  const all = fields(found, false);
  return column === undefined ? all : { ...all, rows: matching(column, all.rows) };
}

export function show(s: Session, statement: Show): Rows {
  const { catalog } = s.database;
  const { like } = statement;
  const schema = () => {
    const name = statement.schema ?? s.schema;
    if (!name) throw new MysqlError('ER_NO_DB_ERROR');
    return { name, tables: catalog.schema(name) };
  };
  switch (statement.what) {
    case 'databases':
      return rows(
        [`Database${like === undefined ? '' : ` (${like})`}`],
        matching(
          like,
          ['information_schema', ...catalog.schemas.keys()].sort().map((name) => [name]),
        ),
      );
    case 'tables': {
      const { name, tables } = schema();
      const list = matching(
        like,
        [...tables.values()]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((t) => [t.name, t.k === 'view' ? 'VIEW' : 'BASE TABLE']),
      );
      const title = `Tables_in_${name}${like === undefined ? '' : ` (${like})`}`;
      return statement.full
        ? rows([title, 'Table_type'], list)
        : rows(
            [title],
            list.map(([first]) => [first!]),
          );
    }
    case 'table status': {
      const list = [...schema().tables.values()]
        .filter((t) => t.k === 'table')
        .map((t): Value[] => [
          t.name,
          'InnoDB',
          10,
          'Dynamic',
          s.count(t),
          Number(t.nextAuto),
          t.collation,
          t.comment,
        ]);
      return rows(
        [
          'Name',
          'Engine',
          'Version',
          'Row_format',
          'Rows',
          'Auto_increment',
          'Collation',
          'Comment',
        ],
        matching(like, list),
      );
    }
    case 'columns': {
      const all = fields(catalog.table(statement.table!, s.schema), !!statement.full);
      return { ...all, rows: matching(like, all.rows) };
    }
    case 'index': {
      const table = catalog.table(statement.table!, s.schema);
      const count = s.count(table);
      return rows(
        [
          'Table',
          'Non_unique',
          'Key_name',
          'Seq_in_index',
          'Column_name',
          'Collation',
          'Cardinality',
          'Sub_part',
          'Packed',
          'Null',
          'Index_type',
          'Comment',
          'Index_comment',
          'Visible',
          'Expression',
        ],
        table.keys.flatMap((key) =>
          key.parts.map((part, i): Value[] => [
            table.name,
            key.kind === 'INDEX' ? 1 : 0,
            key.name,
            i + 1,
            part.name,
            part.desc ? 'D' : 'A',
            count,
            part.length ?? null,
            null,
            columnOf(table, part.name).nullable ? 'YES' : '',
            'BTREE',
            '',
            '',
            'YES',
            null,
          ]),
        ),
      );
    }
    case 'create table': {
      const found = catalog.get(statement.table!, s.schema);
      if (found.k === 'view')
        return rows(
          ['View', 'Create View', 'character_set_client', 'collation_connection'],
          [
            [
              found.name,
              `CREATE VIEW \`${found.name}\` AS ${found.text}`,
              'utf8mb4',
              'utf8mb4_0900_ai_ci',
            ],
          ],
        );
      return rows(['Table', 'Create Table'], [[found.name, createTableText(found)]]);
    }
    case 'create view': {
      const found = catalog.get(statement.table!, s.schema);
      if (found.k === 'table')
        throw new MysqlError('ER_WRONG_OBJECT', `${found.schema}.${found.name}`, 'VIEW');
      return rows(
        ['View', 'Create View', 'character_set_client', 'collation_connection'],
        [
          [
            found.name,
            `CREATE VIEW \`${found.name}\` AS ${found.text}`,
            'utf8mb4',
            'utf8mb4_0900_ai_ci',
          ],
        ],
      );
    }
    case 'create database':
      catalog.schema(statement.schema!);
      return rows(
        ['Database', 'Create Database'],
        [
          [
            statement.schema!,
            `CREATE DATABASE \`${statement.schema}\` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci */`,
          ],
        ],
      );
    case 'variables':
      return rows(
        ['Variable_name', 'Value'],
        matching(
          like,
          s.variables.all(statement.scope).map(([name, value]) => [name, shown(name, value)]),
        ),
      );
    case 'status':
      return rows(
        ['Variable_name', 'Value'],
        matching(like, [
          ['Threads_connected', String(s.database.sessions.size)],
          ['Uptime', String(Math.floor((Date.now() - s.database.started) / 1000))],
          ['Ssl_cipher', ''],
        ]),
      );
    case 'warnings':
    case 'errors':
      return rows(
        ['Level', 'Code', 'Message'],
        s.warnings
          .filter(({ level }) => statement.what === 'warnings' || level === 'Error')
          .map(({ level, code, message }) => [level, code, message]),
      );
    case 'engines':
      return rows(
        ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'],
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
    case 'processlist':
      return rows(['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'], s.processes());
    case 'charset':
      return rows(
        ['Charset', 'Description', 'Default collation', 'Maxlen'],
        matching(like, [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4]]),
      );
    case 'collation':
      return rows(
        ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen', 'Pad_attribute'],
        matching(like, [
          ['utf8mb4_0900_ai_ci', 'utf8mb4', 255, 'Yes', 'Yes', 0, 'NO PAD'],
          ['utf8mb4_bin', 'utf8mb4', 46, '', 'Yes', 1, 'PAD SPACE'],
        ]),
      );
    case 'grants':
      return rows(
        [`Grants for ${s.user}@%`],
        [[`GRANT ALL PRIVILEGES ON *.* TO \`${s.user}\`@\`%\``]],
      );
    default:
      return rows(['Name'], []);
  }
}

const onOff = new Set([
  'autocommit',
  'foreign_key_checks',
  'unique_checks',
  'transaction_read_only',
  'sql_notes',
  'sql_safe_updates',
  'explicit_defaults_for_timestamp',
  'performance_schema',
  'read_only',
  'log_bin',
]);
const shown = (name: string, value: Value) =>
  onOff.has(name) ? (value ? 'ON' : 'OFF') : String(value);
