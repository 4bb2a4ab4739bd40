import type { Parameter } from '../dialect/compiler.ts';
import type { Scope } from '../dialect/scope.ts';
import { compileQuery } from '../dialect/select.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type { Expr, Query, RowLock } from '../sql/ast.ts';
import type { Value } from '../values/convert.ts';
import { rowKey } from './lock-keys.ts';
import type { Rows } from './results.ts';
import type { Session } from './session.ts';

/**
 * SELECT … FOR UPDATE and FOR SHARE: locks the rows found, then reads them as they are now.
 * https://dev.mysql.com/doc/refman/8.4/en/innodb-locking-reads.html
 */
export async function lockingRead(
  session: Session,
  query: Query,
  lock: RowLock,
  parameters: Parameter[],
): Promise<Rows> {
  const { body } = query;
  if (body.k !== 'select') throw notSupported('FOR UPDATE on a set operation');
  const transaction = session.transaction;
  const mode = lock.strength === 'UPDATE' ? 'X' : 'S';
  const { locks } = session.database;
  for (;;) {
    const c = session.compilation(parameters);
    session.enter();
    const probe = compileQuery(c, query, undefined);
    await session.touch(c.tables);
    session.enter();
    let restriction: ((scope: Scope) => string) | undefined;
    const sources = probe.scope!.sources.filter(
      (s) => s.table && (!lock.of || lock.of.includes(s.alias)),
    );
    if (sources.length) {
      const ids = (scope: Scope) =>
        scope.sources
          .filter((s) => s.table && (!lock.of || lock.of.includes(s.alias)))
          .map(
            (s) =>
              `${s.columns[0]!.sql.replace(/^my__local\(/, '').replace(/\."(?:[^"]|"")*"(, \d+\))?$/, '')}._rowid_`,
          );
      const skip = lock.wait === 'SKIP';
      // Grouped queries have no rows of their own; the rows behind them are locked.
      const plain: Query = probe.grouped
        ? {
            ...query,
            lock: undefined,
            order: [],
            limit: undefined,
            body: {
              ...body,
              distinct: false,
              group: [],
              having: undefined,
              items: [{ expr: { k: 'lit', t: 'int', v: '1' }, text: '1' }],
            },
          }
        : { ...query, lock: undefined, limit: skip ? undefined : query.limit };
      let hidden: string[] = [];
      const inner = compileQuery(
        session.compilation(parameters),
        plain,
        undefined,
        (scope) => ((hidden = ids(scope)), ''),
      );
      const sql = inner.sql.replace(
        /^((?:WITH [^]*?\) )?SELECT )/,
        (start) => `${start}${hidden.join(', ')}, `,
      );
      if (query.ctes.length) throw notSupported('FOR UPDATE with common table expressions');
      // Positions in ORDER BY count from the first column.
      const shifted = sql.replace(/ ORDER BY [^]*$/, (order) =>
        order.replace(
          /(ORDER BY |, )(\d+)(?=( COLLATE| DESC|,| LIMIT|$))/g,
          (_, before: string, n: string) => `${before}${Number(n) + hidden.length}`,
        ),
      );
      const found = transaction.current().all(shifted);
      const want = skip && query.limit ? limitOf(query, parameters) : Infinity;
      const kept: Value[][] = [];
      let blocked: string | undefined;
      for (const row of found) {
        if (kept.length >= want) break;
        const keys = sources.flatMap((source, i) =>
          row[i] === null ? [] : [rowKey(source.table!, row[i])],
        );
        const busy = keys.find((key) => locks.heldByOthers(transaction, key, mode));
        if (busy === undefined) {
          for (const key of keys) locks.try(transaction, key, mode);
          kept.push(row.slice(0, sources.length));
        } else if (!skip) {
          blocked = busy;
          break;
        }
      }
      if (blocked !== undefined) {
        if (lock.wait === 'NOWAIT') throw new MysqlError('ER_LOCK_NOWAIT');
        await locks.acquire(transaction, blocked, mode, session.lockWait);
        // What it waited for has changed: look again.
        continue;
      }
      if (skip)
        restriction = (scope) =>
          kept.length
            ? `(${ids(scope)
                .map(
                  (id, i) =>
                    `${id} ${kept.some((row) => row[i] === null) ? 'IS' : 'IN'} ${kept.some((row) => row[i] === null) ? id : `(${kept.map((row) => row[i]).join(', ')})`}`,
                )
                .join(' AND ')})`
            : '0';
    }
    const compiled = compileQuery(session.compilation(parameters), query, undefined, restriction);
    const rows = transaction.current().all(compiled.sql);
    return { columns: compiled.columns, rows, warnings: 0 };
  }
}

function limitOf(query: Query, parameters: Parameter[]): number {
  const number = (e: Expr | undefined) =>
    !e
      ? 0
      : e.k === 'lit'
        ? Number(e.v)
        : Number(parameters[(e as { index: number }).index]?.value);
  if (query.limit!.offset) throw notSupported('OFFSET with SKIP LOCKED');
  return number(query.limit!.count);
}
