/** All functions and collations that the compiled statements call, as SQLite registers them. */
import type { AggregateFunction, Functions, ScalarFunction } from '../engine/sqlite.ts';
import { compareCi } from '../values/collation.ts';
import type { Value } from '../values/convert.ts';
import * as dec from '../values/decimal.ts';
import { MysqlError } from '../errors.ts';
import { running, type FunctionDef, type FunctionTable } from './define.ts';
import { compareJsonTexts, jsonAggregates, jsonFunctions } from './json.ts';
import { numberAggregates, numberFunctions } from './numbers.ts';
import { stringFunctions } from './strings.ts';
import { temporalFunctions } from './temporal.ts';

export const table: FunctionTable = {
  ...stringFunctions,
  ...numberFunctions,
  ...temporalFunctions,
  ...jsonFunctions,
};

/** Other names of the same functions. */
export const synonyms: Record<string, string> = {
  UCASE: 'UPPER',
  LCASE: 'LOWER',
  CHARACTER_LENGTH: 'CHAR_LENGTH',
  OCTET_LENGTH: 'LENGTH',
  SUBSTR: 'SUBSTRING',
  MID: 'SUBSTRING',
  POSITION: 'LOCATE',
  SHA: 'SHA1',
  POWER: 'POW',
  DAYOFMONTH: 'DAY',
  JSON_MERGE: 'JSON_MERGE_PRESERVE',
  ADDDATE: 'DATE_ADD',
  SUBDATE: 'DATE_SUB',
  CEILING: 'CEIL',
  CURTIME: 'CURRENT_TIME',
  CURDATE: 'CURRENT_DATE',
  LOCALTIME: 'NOW',
  LOCALTIMESTAMP: 'NOW',
  CURRENT_TIMESTAMP: 'NOW',
  SCHEMA: 'DATABASE',
  SESSION_USER: 'USER',
  SYSTEM_USER: 'USER',
};

export const sqliteName = (name: string) => `my_${name.replace('~', '_').toLowerCase()}`;

function guarded({ call, nulls }: FunctionDef): ScalarFunction {
  if (nulls) return call;
  return (...args) => {
    for (const arg of args) if (arg === null) return null;
    return call(...args);
  };
}

const internal: Record<string, { call: ScalarFunction; pure: boolean }> = {
  my_get_variable: {
    pure: false,
    call: (name) => (running.current.userVariables.get(name as string)?.value ?? null) as Value,
  },
  my_last_insert_id: {
    pure: false,
    call: (id) => {
      running.current.setLastInsertId(id as number);
      return id!;
    },
  },
  my_single: {
    pure: false,
    call: (value, count) => {
      if (Number(count) > 1) throw new MysqlError('ER_SUBQUERY_NO_1_ROW');
      return value!;
    },
  },
  my_depth: {
    pure: false,
    call: (depth) => {
      if (Number(depth) > running.current.recursion)
        throw new MysqlError('ER_CTE_MAX_RECURSION_DEPTH', Number(depth));
      return 1;
    },
  },
  my_index_of: {
    pure: true,
    call: (value, ...list) =>
      value === null
        ? null
        : list.findIndex((each) => compareCi(String(each), String(value)) === 0) + 1,
  },
};

export const sqliteFunctions: Functions = {
  scalar: {
    ...internal,
    ...Object.fromEntries(
      Object.entries(table).map(([name, def]) => [
        sqliteName(name),
        { call: guarded(def), pure: !def.impure },
      ]),
    ),
  },
  aggregate: { ...numberAggregates, ...jsonAggregates } as unknown as Record<
    string,
    AggregateFunction
  >,
  collations: {
    my_ci: compareCi,
    my_dec: (a, b) => dec.compare(dec.toDecimal(a), dec.toDecimal(b)),
    my_json: compareJsonTexts,
  },
};
