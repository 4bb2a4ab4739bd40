/** System variables, those that clients read and set. */
import { MysqlError, notSupported } from '../errors.ts';
import type { Value } from '../values/convert.ts';
import { checkZone } from '../values/temporal.ts';

export const SQL_MODE =
  'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
export const VERSION = '8.4.0-sqlite';

export const defaults: Record<string, Value> = {
  autocommit: 1,
  sql_mode: SQL_MODE,
  time_zone: 'SYSTEM',
  system_time_zone: 'UTC',
  transaction_isolation: 'REPEATABLE-READ',
  tx_isolation: 'REPEATABLE-READ',
  transaction_read_only: 0,
  foreign_key_checks: 1,
  unique_checks: 1,
  innodb_lock_wait_timeout: 50,
  lock_wait_timeout: 31_536_000,
  max_execution_time: 0,
  max_allowed_packet: 67_108_864,
  wait_timeout: 28_800,
  interactive_timeout: 28_800,
  net_write_timeout: 60,
  net_read_timeout: 30,
  character_set_client: 'utf8mb4',
  character_set_connection: 'utf8mb4',
  character_set_results: 'utf8mb4',
  character_set_server: 'utf8mb4',
  character_set_database: 'utf8mb4',
  collation_connection: 'utf8mb4_0900_ai_ci',
  collation_server: 'utf8mb4_0900_ai_ci',
  collation_database: 'utf8mb4_0900_ai_ci',
  lower_case_table_names: 0,
  version: VERSION,
  version_comment: 'MySQL wire server on SQLite',
  version_compile_os: 'Linux',
  sql_notes: 1,
  sql_safe_updates: 0,
  sql_quote_show_create: 1,
  sql_select_limit: 18446744073709551615n,
  group_concat_max_len: 1_048_576,
  cte_max_recursion_depth: 1000,
  div_precision_increment: 4,
  auto_increment_increment: 1,
  auto_increment_offset: 1,
  default_storage_engine: 'InnoDB',
  explicit_defaults_for_timestamp: 1,
  init_connect: '',
  license: 'MIT',
  query_cache_type: 'OFF',
  query_cache_size: 0,
  max_connections: 1000,
  port: 3306,
  hostname: 'localhost',
  protocol_version: 10,
  sql_auto_is_null: 0,
  innodb_rollback_on_timeout: 0,
  innodb_deadlock_detect: 1,
  performance_schema: 0,
  have_ssl: 'DISABLED',
  sql_big_selects: 1,
  read_only: 0,
  log_bin: 0,
};

const booleans = new Set([
  'autocommit',
  'foreign_key_checks',
  'unique_checks',
  'transaction_read_only',
  'sql_notes',
  'sql_safe_updates',
  'sql_quote_show_create',
  'sql_auto_is_null',
  'explicit_defaults_for_timestamp',
  'sql_big_selects',
]);
const readOnly = new Set([
  'version',
  'version_comment',
  'system_time_zone',
  'lower_case_table_names',
  'hostname',
  'port',
  'license',
  'protocol_version',
  'version_compile_os',
  'have_ssl',
  'log_bin',
]);
/** Settings whose other values would need code that is not here. */
const fixed = new Set([
  'div_precision_increment',
  'auto_increment_increment',
  'auto_increment_offset',
  'sql_auto_is_null',
  'sql_select_limit',
  'sql_safe_updates',
]);
const modes = new Set(
  'ALLOW_INVALID_DATES ANSI_QUOTES ERROR_FOR_DIVISION_BY_ZERO HIGH_NOT_PRECEDENCE IGNORE_SPACE NO_AUTO_VALUE_ON_ZERO NO_BACKSLASH_ESCAPES NO_DIR_IN_CREATE NO_ENGINE_SUBSTITUTION NO_UNSIGNED_SUBTRACTION NO_ZERO_DATE NO_ZERO_IN_DATE ONLY_FULL_GROUP_BY PAD_CHAR_TO_FULL_LENGTH PIPES_AS_CONCAT REAL_AS_FLOAT STRICT_ALL_TABLES STRICT_TRANS_TABLES TIME_TRUNCATE_FRACTIONAL TRADITIONAL ANSI NO_AUTO_CREATE_USER'.split(
    ' ',
  ),
);
const unsupportedModes = new Set(
  'ALLOW_INVALID_DATES HIGH_NOT_PRECEDENCE NO_AUTO_VALUE_ON_ZERO NO_UNSIGNED_SUBTRACTION PAD_CHAR_TO_FULL_LENGTH PIPES_AS_CONCAT REAL_AS_FLOAT TIME_TRUNCATE_FRACTIONAL ANSI'.split(
    ' ',
  ),
);

export class Variables {
  readonly #global: Map<string, Value>;
  readonly #own = new Map<string, Value>();

  constructor(global: Map<string, Value>) {
    this.#global = global;
  }

  get(name: string, scope?: string): Value {
    const key = name === 'tx_isolation' ? 'transaction_isolation' : name;
    const found =
      (scope === 'global' ? undefined : this.#own.get(key)) ??
      this.#global.get(key) ??
      defaults[key];
    if (found === undefined) throw new MysqlError('ER_UNKNOWN_SYSTEM_VARIABLE', name);
    return found;
  }

  all(scope?: string): [string, Value][] {
    return Object.keys(defaults)
      .sort()
      .map((name) => [name, this.get(name, scope)]);
  }

  set(name: string, value: Value, scope?: string) {
    const key = name === 'tx_isolation' ? 'transaction_isolation' : name;
    if (!(key in defaults)) throw new MysqlError('ER_UNKNOWN_SYSTEM_VARIABLE', name);
    if (readOnly.has(key)) throw new MysqlError('ER_INCORRECT_GLOBAL_LOCAL_VAR', name, 'read only');
    const checked = this.#check(key, value);
    if (fixed.has(key) && String(checked) !== String(defaults[key]))
      throw notSupported(`${name} other than ${defaults[key]}`);
    (scope === 'global' || scope === 'persist' ? this.#global : this.#own).set(key, checked);
  }

  reset() {
    this.#own.clear();
  }

  #check(name: string, value: Value): Value {
    const wrong = () =>
      new MysqlError('ER_WRONG_VALUE_FOR_VAR', name, value === null ? 'NULL' : String(value));
    if (booleans.has(name)) {
      const text = String(value).toUpperCase();
      if (['1', 'ON', 'TRUE'].includes(text)) return 1;
      if (['0', 'OFF', 'FALSE'].includes(text)) return 0;
      throw wrong();
    }
    if (typeof defaults[name] === 'number') {
      const n = Number(value);
      if (value === null || !Number.isFinite(n))
        throw new MysqlError('ER_WRONG_TYPE_FOR_VAR', name);
      return Math.max(name === 'innodb_lock_wait_timeout' ? 1 : 0, n);
    }
    if (name === 'time_zone') return checkZone(String(value));
    if (name === 'sql_mode') {
      const list = String(value ?? '')
        .toUpperCase()
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean);
      for (const mode of list) {
        if (!modes.has(mode)) throw new MysqlError('ER_WRONG_VALUE_FOR_VAR', 'sql_mode', mode);
        if (unsupportedModes.has(mode)) throw notSupported(`sql_mode ${mode}`);
      }
      if (list.includes('TRADITIONAL')) list.push('STRICT_TRANS_TABLES');
      return [...new Set(list)].join(',');
    }
    if (name === 'transaction_isolation') {
      const level = String(value).toUpperCase().replace(/ /g, '-');
      if (
        !['READ-UNCOMMITTED', 'READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE'].includes(level)
      )
        throw wrong();
      return level;
    }
    if (
      name.startsWith('character_set') &&
      value !== null &&
      !/^(utf8|utf8mb3|utf8mb4|binary|latin1|ascii)$/i.test(String(value))
    )
      throw new MysqlError('ER_UNKNOWN_CHARACTER_SET', String(value));
    return value;
  }
}
