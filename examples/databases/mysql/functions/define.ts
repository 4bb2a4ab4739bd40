/** How MySQL's functions are written down here: what they take, what they give, and what they do. */
import { MysqlError } from '../errors.ts';
import type { ScalarFunction } from '../engine/sqlite.ts';
import type { Type } from '../values/types.ts';

/**
 * What an argument is made into before the call: `s` text, `n` exact decimal text, `i` integer, `d` double,
 * `t` a date or datetime's text, `m` a TIME in microseconds, `j` JSON text, `a` whatever it is.
 */
export type Coercion = 's' | 'n' | 'i' | 'd' | 't' | 'm' | 'j' | 'a';

export interface FunctionDef {
  /** One letter per argument; the last one stands for all that follow if `many` is set. */
  takes: string;
  /** How many arguments at least; all that `takes` names if left out. */
  least?: number;
  many?: boolean;
  gives: Type | ((args: Type[]) => Type);
  call: ScalarFunction;
  /** Called also with NULL among the arguments. Else NULL gives NULL. */
  nulls?: boolean;
  /** Not the same for the same arguments. */
  impure?: boolean;
}

export type FunctionTable = Record<string, FunctionDef>;

/** What the running statement knows of its surroundings. One statement runs at a time. */
export interface Running {
  /** Milliseconds since 1970, the same during a statement. */
  now: number;
  userVariables: Map<string, { value: unknown; type: Type }>;
  warn(message: string, code: number): void;
  strictWrite: boolean;
  /** `cte_max_recursion_depth` */
  recursion: number;
  setLastInsertId(id: number | bigint): void;
}

export const running: { current: Running } = {
  current: {
    now: 0,
    userVariables: new Map(),
    warn: () => undefined,
    strictWrite: false,
    recursion: 1000,
    setLastInsertId: () => undefined,
  },
};

/** A text was read as a number as far as it is one. */
export function cutNumber(text: string): void {
  if (running.current.strictWrite)
    throw new MysqlError('ER_TRUNCATED_WRONG_NUMBER', 'DOUBLE', text);
  running.current.warn(`Truncated incorrect DOUBLE value: '${text}'`, 1292);
}
