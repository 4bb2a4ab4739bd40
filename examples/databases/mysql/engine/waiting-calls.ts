/** SLEEP, GET_LOCK and their like: calls during which others have their turn. */
import type { Parameter } from '../dialect/compiler.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type { Expr } from '../sql/ast.ts';
import { textOf, type Value } from '../values/convert.ts';
import type { Session } from './session.ts';

/** Calls that take time are made before the statement, and stand in it as their results. */
export async function withWaited<Node extends object>(
  session: Session,
  node: Node,
  parameters: Parameter[],
): Promise<Node> {
  const { slow, from } = traits(node);
  if (!slow) return node;
  if (from) throw notSupported('SLEEP and GET_LOCK in a query with FROM');
  const walk = async (each: unknown): Promise<unknown> => {
    if (Array.isArray(each)) return Promise.all(each.map(walk));
    if (!each || typeof each !== 'object') return each;
    const e = each as Expr;
    if (
      e.k === 'call' &&
      /^(SLEEP|GET_LOCK|RELEASE_LOCK|RELEASE_ALL_LOCKS|IS_FREE_LOCK|IS_USED_LOCK)$/.test(e.name)
    ) {
      const values = [];
      for (const arg of e.args) values.push((await session.value(arg, parameters)).value);
      const result = await call(session, e.name, values);
      return {
        k: 'lit',
        t: result === null ? 'null' : 'int',
        v: result === null ? '' : String(result),
      };
    }
    return Object.fromEntries(
      await Promise.all(Object.entries(each).map(async ([key, value]) => [key, await walk(value)])),
    );
  };
  return (await walk(node)) as Node;
}

async function call(
  session: Session,
  name: string,
  [first, second]: Value[],
): Promise<number | null> {
  const { locks } = session.database;
  const key = `user lock ${textOf(first ?? '').toLowerCase()}`;
  switch (name) {
    case 'SLEEP': {
      if (first === null) throw new MysqlError('ER_WRONG_ARGUMENTS', 'sleep');
      const { signal } = session.lockWait;
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => (signal.removeEventListener('abort', stop), resolve(0)),
          Math.min(2 ** 31 - 1, Number(first) * 1000),
        );
        const stop = () => (clearTimeout(timer), resolve(1));
        signal.addEventListener('abort', stop, { once: true });
      });
    }
    case 'GET_LOCK': {
      const seconds = Number(second) < 0 ? 31_536_000 : Number(second);
      if (locks.try(session, key, 'X')) return 1;
      if (!seconds) return 0;
      try {
        await locks.acquire(session, key, 'X', { seconds, signal: session.lockWait.signal });
        return 1;
      } catch (error) {
        if (error instanceof MysqlError && error.errno === 1205) return 0;
        throw error;
      }
    }
    case 'RELEASE_LOCK':
      if (locks.holds(session, key)) {
        locks.release(session, key);
        return 1;
      }
      return locks.heldByOthers(session, key, 'X') ? 0 : null;
    case 'RELEASE_ALL_LOCKS': {
      const held = locks.keysOf(session).length;
      locks.releaseAll(session);
      return held;
    }
    case 'IS_FREE_LOCK':
      return locks.heldByOthers(session, key, 'X') || locks.holds(session, key) ? 0 : 1;
    default:
      return locks.holds(session, key) ? session.id : null;
  }
}

const traitsOf = new WeakMap<object, { slow: boolean; from: boolean }>();

/** Whether a statement calls what takes time, and whether it reads tables; looked up once for each. */
function traits(statement: object): { slow: boolean; from: boolean } {
  let known = traitsOf.get(statement);
  if (!known) {
    const text = JSON.stringify(statement);
    const slow =
      /"name":"(SLEEP|GET_LOCK|RELEASE_LOCK|RELEASE_ALL_LOCKS|IS_FREE_LOCK|IS_USED_LOCK)"/.test(
        text,
      );
    known = { slow, from: text.includes('"from":') };
    traitsOf.set(statement, known);
  }
  return known;
}
