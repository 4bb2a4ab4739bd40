/** EXPLAIN: SQLite's plan in the columns of MySQL's. https://dev.mysql.com/doc/refman/8.4/en/explain-output.html */
import type { Parameter } from '../dialect/compiler.ts';
import { compileQuery } from '../dialect/select.ts';
import { notSupported } from '../errors.ts';
import type { Query, Statement } from '../sql/ast.ts';
import type { Value } from '../values/convert.ts';
import { double, int, varchar } from '../values/types.ts';
import { rowidColumn, type Table } from './catalog.ts';
import type { Rows } from './results.ts';
import type { Session } from './session.ts';

const names = [
  'id',
  'select_type',
  'table',
  'partitions',
  'type',
  'possible_keys',
  'key',
  'key_len',
  'ref',
  'rows',
  'filtered',
  'Extra',
];

export function explain(
  s: Session,
  { statement, format, analyze }: Extract<Statement, { k: 'explain' }>,
  parameters: Parameter[],
): Rows {
  if (analyze) throw notSupported('EXPLAIN ANALYZE');
  if (format !== 'TRADITIONAL') throw notSupported(`EXPLAIN FORMAT=${format}`);
  let query: Query;
  if (statement.k === 'query') ({ query } = statement);
  else if (statement.k === 'update' || statement.k === 'delete') {
    query = {
      k: 'query-expression',
      ctes: [],
      recursive: false,
      order: statement.order,
      body: {
        k: 'select',
        distinct: false,
        items: [{ star: true }],
        from: statement.from,
        where: statement.where,
        group: [],
        windows: [],
      },
    };
  } else throw notSupported(`EXPLAIN of ${statement.k.toUpperCase()}`);
  const c = s.compilation(parameters);
  const compiled = compileQuery(c, query, undefined);
  const plan = s.database.store.reader().all(`EXPLAIN QUERY PLAN ${compiled.sql}`);
  const sort = plan.some(([, , , detail]) => /TEMP B-TREE FOR ORDER/.test(String(detail)));
  const temporary = plan.some(([, , , detail]) =>
    /TEMP B-TREE FOR (GROUP|DISTINCT)/.test(String(detail)),
  );
  const filtered = /"where":\{/.test(JSON.stringify(query));
  const list = plan.flatMap(([, , , detail]): Value[][] => {
    const match = /^(SCAN|SEARCH) (.+?)(?: USING (.*))?$/.exec(
      String(detail).replace(/ LEFT-JOIN$/, ''),
    );
    if (!match) return [];
    const alias = match[2]!.replace(/ (VIRTUAL TABLE|EXISTS).*$/, '').replace(/_\d+$/, '');
    const table =
      [...c.tables].find((each) => each.name === alias) ?? tableByAlias(query, alias, c.tables);
    return [row(s, match[1]!, match[3] ?? '', alias, table, filtered, sort, temporary)];
  });
  const type = statement.k === 'query' ? 'SIMPLE' : statement.k.toUpperCase();
  list.forEach((each) => (each[1] = type));
  if (!list.length)
    list.push([1, type, null, null, null, null, null, null, null, null, null, 'No tables used']);
  return {
    columns: names.map((name) => ({
      name,
      type: name === 'id' || name === 'rows' ? int() : name === 'filtered' ? double : varchar(255),
    })),
    rows: list,
    warnings: 0,
  };
}

function tableByAlias(query: Query, alias: string, tables: Set<Table>): Table | undefined {
  const text = JSON.stringify(query);
  const match = new RegExp(
    `"name":\\{"name":"([^"]+)"\\},"alias":"${alias.replace(/[^\w]/g, '\\$&')}"`,
  ).exec(text);
  return match ? [...tables].find((each) => each.name === match[1]) : undefined;
}

function row(
  s: Session,
  how: string,
  using: string,
  alias: string,
  table: Table | undefined,
  filtered: boolean,
  sort: boolean,
  temporary: boolean,
): Value[] {
  const index = /INDEX (\S+)/.exec(using)?.[1];
  const key = table?.keys.find((each) => each.index === index && index !== undefined);
  const rowid = /INTEGER PRIMARY KEY|rowid=/.test(using);
  const name = rowid && table && rowidColumn(table) ? 'PRIMARY' : (key?.name ?? null);
  const total = table ? s.count(table) : null;
  const equal = /\(.*[^<>]=\?.*\)/.test(using) || /IN \(/.test(using);
  const range = /[<>]/.test(using);
  const unique = name === 'PRIMARY' || key?.kind === 'UNIQUE';
  const type =
    how === 'SCAN' ? (key ? 'index' : 'ALL') : range ? 'range' : equal && unique ? 'const' : 'ref';
  const extra = [
    filtered && (type === 'ALL' || type === 'range') ? 'Using where' : '',
    /COVERING/.test(using) ? 'Using index' : '',
    temporary ? 'Using temporary' : '',
    sort ? 'Using filesort' : '',
  ].filter(Boolean);
  const estimate =
    type === 'const' ? 1 : type === 'ref' ? Math.max(1, Math.ceil((total ?? 1) / 10)) : total;
  return [
    1,
    'SIMPLE',
    alias,
    null,
    type,
    name,
    name,
    null,
    type === 'const' || type === 'ref' ? 'const' : null,
    estimate,
    100,
    extra.join('; ') || null,
  ];
}
