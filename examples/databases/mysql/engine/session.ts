/** One client's session: statements one after another, each with its results. */
import { Compilation, type Parameter, type Surroundings } from '../dialect/compiler.ts';
import { compileQuery, type OutColumn } from '../dialect/select.ts';
import { compile, ofValue } from '../dialect/expressions.ts';
import { newScope, type Scope } from '../dialect/scope.ts';
import { MysqlError, notSupported } from '../errors.ts';
import { running } from '../functions/define.ts';
import type { Expr, Parsed, Query, Statement } from '../sql/ast.ts';
import { statements } from '../sql/parser.ts';
import { sessionZone } from '../values/temporal.ts';
import type { Value } from '../values/convert.ts';
import { textOf } from '../values/convert.ts';
import type { Type } from '../values/types.ts';
import { quote, type Table } from './catalog.ts';
import { checkRow } from './check-row.ts';
import type { Database } from './database.ts';
import { define } from './define-statements.ts';
import { explain } from './explain.ts';
import { informationSchema } from './information.ts';
import { insert, type Changed } from './insert.ts';
import { tableKey } from './lock-keys.ts';
import type { Writing } from './rows.ts';
import { describe, show } from './show.ts';
import { lockingRead } from './locking-read.ts';
import type { Done, Result, Rows, Warning } from './results.ts';
import type { Row } from './sqlite.ts';
import { RowBlocked } from './locks.ts';
import { Transaction } from './transaction.ts';
import { remove, update } from './update.ts';
import { withWaited } from './waiting-calls.ts';
import { Variables, VERSION } from './variables.ts';

let sessions = 0;
/** Clients are told their number before they have said who they are. */
export const nextSessionId = () => ++sessions;

export class Session {
  readonly id: number;
  readonly user: string;
  readonly database: Database;
  schema: string | undefined;
  foundRows: boolean;
  readonly variables: Variables;
  readonly userVariables = new Map<string, { value: unknown; type: Type }>();
  readonly prepared = new Map<string, string>();
  readonly temporaries = new Map<string, Table>();
  warnings: Warning[] = [];
  running: { sql: string; since: number } | undefined;
  /** Ends the connection, for KILL. */
  disconnect: () => void = () => undefined;
  #transaction: Transaction | undefined;
  #next: { isolation?: string; readOnly?: boolean } = {};
  #lastInsertId: number | bigint = 0;
  #rowCount = -1;
  #foundRows = 0;
  #abort = new AbortController();
  #closed = false;

  constructor(
    database: Database,
    {
      id = nextSessionId(),
      user,
      schema,
      foundRows,
    }: { id?: number; user: string; schema: string | undefined; foundRows: boolean },
  ) {
    this.id = id;
    this.database = database;
    this.user = user;
    if (schema !== undefined) database.catalog.schema(schema);
    this.schema = schema;
    this.foundRows = foundRows;
    this.variables = new Variables(database.globals);
    database.sessions.set(this.id, this);
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  get autocommit(): boolean {
    return this.variables.get('autocommit') === 1;
  }

  kill() {
    this.#abort.abort();
  }

  get transaction(): Transaction {
    return this.#transaction!;
  }

  parse(sql: string) {
    const mode = String(this.variables.get('sql_mode'));
    return statements(sql, {
      ansiQuotes: mode.includes('ANSI_QUOTES'),
      noBackslashEscapes: mode.includes('NO_BACKSLASH_ESCAPES'),
    });
  }

  compilation(parameters: Parameter[] = []): Compilation {
    return new Compilation(this.#surroundings(), parameters);
  }

  #surroundings(): Surroundings {
    const mode = String(this.variables.get('sql_mode'));
    const zone = String(this.variables.get('time_zone'));
    return {
      catalog: this.database.catalog,
      database: this.schema,
      informationSchema: (name) =>
        informationSchema(
          this.database.catalog,
          name,
          (table) => this.count(table),
          () => this.processes(),
        ),
      systemVariable: (name, scope) => this.variables.get(name, scope),
      userVariables: this.userVariables,
      onlyFullGroupBy: mode.includes('ONLY_FULL_GROUP_BY'),
      pipesAsConcat: false,
      utc: zone === 'SYSTEM' || zone === '+00:00' || zone === 'UTC',
      session: {
        connectionId: this.id,
        user: `${this.user}@localhost`,
        version: VERSION,
        lastInsertId: this.#lastInsertId,
        rowCount: this.#rowCount,
        foundRows: this.#foundRows,
      },
    };
  }

  count(table: Table): number {
    return Number(
      this.database.store.reader().first(`SELECT count(*) FROM ${quote(table.physical)}`)?.[0] ?? 0,
    );
  }

  processes(): Value[][] {
    return [...this.database.sessions.values()].map((s): Value[] => [
      s.id,
      s.user,
      'localhost',
      s.schema ?? null,
      s.running ? 'Query' : 'Sleep',
      s.running ? Math.floor((Date.now() - s.running.since) / 1000) : 0,
      s.running ? 'executing' : '',
      s.running?.sql ?? null,
    ]);
  }

  /** Runs one statement. */
  async execute(parsed: Parsed, parameters: Parameter[] = []): Promise<Result> {
    if (this.#closed) throw new MysqlError('ER_QUERY_INTERRUPTED');
    this.#abort = new AbortController();
    this.running = { sql: parsed.text, since: Date.now() };
    this.enter();
    const diagnostic =
      parsed.statement.k === 'show' && /warnings|errors/.test(parsed.statement.what);
    if (!diagnostic) this.warnings = [];
    try {
      const result = await this.#run(parsed.statement, parameters);
      if (result.columns) this.#rowCount = -1;
      else {
        this.#rowCount = result.affected;
        if (parsed.statement.k === 'insert' || parsed.statement.k === 'update')
          result.info = result.info.replace(/Warnings: \d*$/, `Warnings: ${this.warnings.length}`);
      }
      result.warnings = this.warnings.length;
      return result;
    } catch (error) {
      this.#rowCount = -1;
      const known = error instanceof MysqlError ? error : internal(error);
      if (!diagnostic)
        this.warnings.push({ level: 'Error', code: known.errno, message: known.message });
      // A deadlock undoes the whole transaction.
      if (known.errno === 1213) this.end(false);
      else if (this.#transaction && !this.#transaction.explicit) this.end(false);
      throw known;
    } finally {
      this.running = undefined;
    }
  }

  /** Sets what functions of the running statement look at. To be called before each piece that runs at once. */
  enter(strictWrite = false) {
    this.database.catalog.temporaries = this.temporaries;
    sessionZone.current = String(this.variables.get('time_zone'));
    running.current = {
      now: this.running?.since ?? Date.now(),
      userVariables: this.userVariables,
      strictWrite,
      recursion: Number(this.variables.get('cte_max_recursion_depth')),
      warn: (message, code) => this.warn('Warning', code, message),
      setLastInsertId: (id) => {
        this.#lastInsertId = id;
      },
    };
  }

  warn(level: string, code: number, message: string) {
    if (this.warnings.length < 1024) this.warnings.push({ level, code, message });
  }

  get strict(): boolean {
    return /STRICT_(TRANS|ALL)_TABLES/.test(String(this.variables.get('sql_mode')));
  }

  begin(options: { readOnly?: boolean | undefined } = {}) {
    this.end(true);
    this.#transaction = new Transaction(this.database, {
      explicit: true,
      isolation: this.#next.isolation ?? String(this.variables.get('transaction_isolation')),
      readOnly:
        options.readOnly ??
        this.#next.readOnly ??
        this.variables.get('transaction_read_only') === 1,
    });
    this.#next = {};
  }

  end(commit: boolean) {
    this.#transaction?.end(commit);
    this.#transaction = undefined;
  }

  /** The transaction that a statement runs in, which it may have to begin. */
  #enter(): Transaction {
    if (!this.#transaction) {
      if (!this.autocommit) this.begin();
      else
        this.#transaction = new Transaction(this.database, {
          isolation: this.#next.isolation ?? String(this.variables.get('transaction_isolation')),
          readOnly: this.variables.get('transaction_read_only') === 1,
        });
    }
    return this.#transaction!;
  }

  #leave(commit = true) {
    if (this.#transaction && !this.#transaction.explicit) this.end(commit);
  }

  get lockWait() {
    return {
      seconds: Number(this.variables.get('innodb_lock_wait_timeout')),
      signal: this.#abort.signal,
    };
  }

  async touch(tables: Iterable<Table>) {
    const transaction = this.#transaction!;
    if (!transaction.explicit) return;
    // DDL waits for transactions that have used the table.
    for (const table of tables)
      await this.database.locks.acquire(transaction, tableKey(table), 'S', {
        ...this.lockWait,
        seconds: Number(this.variables.get('lock_wait_timeout')),
      });
  }

  done(changed: Partial<Changed> = {}): Done {
    return {
      affected: changed.affected ?? 0,
      insertId: changed.insertId ?? 0,
      info: changed.info ?? '',
      warnings: 0,
    };
  }

  async #run(statement: Statement, parameters: Parameter[]): Promise<Result> {
    switch (statement.k) {
      case 'query':
        return this.#query(statement.query, parameters);
      case 'insert':
      case 'update':
      case 'delete':
        return this.#change(statement, parameters);
      case 'use':
        this.database.catalog.schema(statement.name);
        this.schema = statement.name;
        return { ...this.done(), schema: statement.name };
      case 'set':
        for (const { kind, name, scope, value } of statement.items) {
          if (value.k === 'default' && kind === 'system') {
            this.variables.set(name, this.variables.get(name, 'global'), scope);
            continue;
          }
          const { value: made, type } = await this.value(value, parameters);
          if (kind === 'user') this.userVariables.set(name, { value: made, type });
          else {
            this.variables.set(name, made, scope);
            if (name === 'autocommit' && this.autocommit) this.end(true);
          }
        }
        return this.done();
      case 'set-names':
        if (!/^(default|utf8|utf8mb3|utf8mb4|binary|latin1|ascii)$/i.test(statement.charset))
          throw new MysqlError('ER_UNKNOWN_CHARACTER_SET', statement.charset);
        if (/latin1/i.test(statement.charset)) throw notSupported('SET NAMES latin1');
        return this.done();
      case 'set-transaction':
        if (!statement.scope && this.#transaction)
          throw new MysqlError('ER_CANT_CHANGE_TX_CHARACTERISTICS');
        if (!statement.scope)
          this.#next = {
            ...this.#next,
            ...(statement.isolation ? { isolation: statement.isolation } : {}),
            ...(statement.readOnly === undefined ? {} : { readOnly: statement.readOnly }),
          };
        else {
          if (statement.isolation)
            this.variables.set('transaction_isolation', statement.isolation, statement.scope);
          if (statement.readOnly !== undefined)
            this.variables.set(
              'transaction_read_only',
              statement.readOnly ? 1 : 0,
              statement.scope,
            );
        }
        return this.done();
      case 'begin':
        this.begin({ readOnly: statement.readOnly });
        if (statement.snapshot) this.transaction.snapshot();
        return this.done();
      case 'commit':
      case 'rollback':
        if (statement.k === 'rollback' && statement.to !== undefined) {
          if (!this.#transaction) throw new MysqlError('ER_SP_SAVEPOINT', statement.to);
          this.#transaction.rollbackTo(statement.to);
          return this.done();
        }
        this.end(statement.k === 'commit');
        if (statement.chain) this.begin();
        return this.done();
      case 'savepoint':
        this.#enter().savepoint(statement.name);
        this.#leave();
        return this.done();
      case 'release':
        if (!this.#transaction) throw new MysqlError('ER_SP_SAVEPOINT', statement.name);
        this.#transaction.releaseSavepoint(statement.name);
        return this.done();
      case 'show':
        this.enter();
        return this.#filtered(show(this, statement), statement);
      case 'describe':
        return describe(this, statement.table, statement.column);
      case 'explain':
        this.enter();
        return explain(this, statement, parameters);
      case 'kill': {
        const { value } = await this.value(statement.id, parameters);
        const target = this.database.sessions.get(Number(value));
        if (!target) throw new MysqlError('ER_NO_SUCH_THREAD', String(value));
        target.kill();
        if (!statement.query) target.disconnect();
        return this.done();
      }
      case 'do':
        for (const expr of statement.exprs) await this.value(expr, parameters);
        return this.done();
      case 'prepare': {
        const text = textOf((await this.value(statement.from, parameters)).value as Value);
        for (const each of this.parse(text)) void each;
        this.prepared.set(statement.name.toLowerCase(), text);
        return this.done();
      }
      case 'execute': {
        const text = this.prepared.get(statement.name.toLowerCase());
        if (text === undefined)
          throw new MysqlError('ER_UNKNOWN_STMT_HANDLER', statement.name, 'EXECUTE');
        const [parsed] = [...this.parse(text)];
        const values = statement.using.map((name): Parameter => {
          const found = this.userVariables.get(name);
          const made = ofValue((found?.value ?? null) as Value);
          return { value: (found?.value ?? null) as Value, type: found?.type ?? made.type };
        });
        if (values.length !== parsed!.params) throw new MysqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
        return this.#run(parsed!.statement, values);
      }
      case 'deallocate':
        if (!this.prepared.delete(statement.name.toLowerCase()))
          throw new MysqlError('ER_UNKNOWN_STMT_HANDLER', statement.name, 'DEALLOCATE PREPARE');
        return this.done();
      case 'maintain': {
        const column = (name: string): OutColumn => ({ name, type: ofValue('text').type });
        const rows = statement.tables.map((name): Row => {
          const table = this.database.catalog.table(name, this.schema);
          return [`${table.schema}.${table.name}`, statement.op, 'status', 'OK'];
        });
        return { columns: ['Table', 'Op', 'Msg_type', 'Msg_text'].map(column), rows, warnings: 0 };
      }
      case 'no-op':
        return this.done();
      default:
        // MySQL makes temporary tables inside a transaction; here they need one of their own.
        if (
          statement.k === 'create-table' &&
          statement.temporary &&
          this.#transaction?.explicit &&
          this.#transaction.writing
        )
          throw notSupported('CREATE TEMPORARY TABLE after a change in the same transaction');
        this.end(true);
        return define(this, statement, parameters);
    }
  }

  /** LIKE and WHERE of SHOW. */
  async #filtered(rows: Rows, { where }: Extract<Statement, { k: 'show' }>): Promise<Rows> {
    if (!where) return rows;
    const c = this.compilation();
    const scope = newScope(undefined);
    const source = { alias: 'show', columns: [] as Scope['sources'][number]['columns'] };
    source.columns = rows.columns.map(({ name, type }, i) => ({
      name,
      type,
      sql: `?${i + 1}`,
      source,
      nullable: true,
    }));
    scope.sources.push(source);
    const test = compile(c, where, scope);
    const used = Math.max(0, ...[...test.sql.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)));
    const kept = rows.rows.filter(
      (row) => this.database.store.reader().first(`SELECT ${test.sql}`, row.slice(0, used))?.[0],
    );
    return { ...rows, rows: kept };
  }

  /** One expression's value, for SET and its like. */
  async value(expr: Expr, parameters: Parameter[]): Promise<{ value: Value; type: Type }> {
    const ready = await withWaited(this, expr, parameters);
    this.enter();
    const c = this.compilation(parameters);
    const e = compile(c, ready, newScope(undefined));
    if (e.literal !== undefined) return { value: e.literal, type: e.type };
    const transaction = this.#enter();
    const value = transaction.reader(c.tables).first(`SELECT ${e.sql}`)?.[0] ?? null;
    this.#leave();
    return { value, type: e.type };
  }

  async #query(given: Query, parameters: Parameter[]): Promise<Rows> {
    const query = await withWaited(this, given, parameters);
    const transaction = this.#enter();
    this.enter();
    let { lock } = query;
    if (
      !lock &&
      transaction.explicit &&
      transaction.isolation === 'SERIALIZABLE' &&
      query.body.k === 'select' &&
      query.body.from
    )
      lock = { strength: 'SHARE', wait: 'WAIT' };
    if (lock) {
      const result = await lockingRead(this, query, lock, parameters);
      this.#foundRows = result.rows.length;
      this.#leave();
      return result;
    }
    const c = this.compilation(parameters);
    const compiled = compileQuery(c, query, undefined);
    await this.touch(c.tables);
    this.enter();
    const rows = await this.database.read(
      () => (this.enter(), transaction.reader(c.tables)),
      compiled.sql,
      this.#limits(),
    );
    if (query.body.k === 'select' && query.body.foundRows && query.limit) {
      const all = compileQuery(
        this.compilation(parameters),
        { ...query, limit: undefined, order: [] },
        undefined,
      );
      this.#foundRows = Number(
        transaction.reader(c.tables).first(`SELECT count(*) FROM (${all.sql})`)![0],
      );
    } else this.#foundRows = rows.length;
    this.#leave();
    for (const row of rows) checkRow(row, compiled.columns);
    return { columns: compiled.columns, rows, warnings: 0 };
  }

  #limits() {
    return {
      killed: () => this.#abort.signal.aborted,
      milliseconds: Number(this.variables.get('max_execution_time')),
    };
  }

  writing(parameters: Parameter[], ignore = false): Writing {
    const transaction = this.#transaction!;
    return {
      catalog: this.database.catalog,
      db: this.database.store.writer,
      foreignKeyChecks: this.variables.get('foreign_key_checks') === 1,
      uniqueChecks: this.variables.get('unique_checks') === 1,
      ignore: ignore || !this.strict,
      warn: (error) => this.warn('Warning', error.errno, error.message),
      newCompilation: () => this.compilation(parameters),
      lock: (key, mode) => transaction.lock(key, mode),
      changed: (change) => transaction.changed(change),
    };
  }

  async #change(
    given: Extract<Statement, { k: 'insert' | 'update' | 'delete' }>,
    parameters: Parameter[],
  ): Promise<Done> {
    const statement = await withWaited(this, given, parameters);
    const transaction = this.#enter();
    this.enter(this.strict);
    if (statement.k === 'insert') {
      const view = this.database.catalog.find(statement.table, this.schema);
      if (view?.k === 'view') throw notSupported('writing through a view');
      await this.touch([this.database.catalog.table(statement.table, this.schema)]);
    } else await this.touch(this.#tablesOf(statement.from));
    for (;;) {
      transaction.beginWriting();
      try {
        this.enter(this.strict && !statement.ignore);
        const changed = transaction.statement(() => {
          const w = this.writing(parameters, statement.ignore);
          const c = this.compilation(parameters);
          if (statement.k === 'insert')
            return insert(
              w,
              c,
              statement,
              this.database.catalog.table(statement.table, this.schema),
              this.foundRows,
            );
          return statement.k === 'update'
            ? update(w, c, statement, this.schema)
            : remove(w, c, statement, this.schema);
        });
        if (changed.generated !== undefined) this.#lastInsertId = changed.generated;
        if (statement.k === 'update' && !this.foundRows)
          changed.affected = changed.changed ?? changed.affected;
        if (statement.k === 'update' && /LAST_INSERT_ID/i.test(JSON.stringify(statement.set)))
          changed.insertId = this.#lastInsertId;
        this.#leave();
        return this.done(changed);
      } catch (error) {
        if (!(error instanceof RowBlocked)) throw error;
        this.warnings = [];
        await this.database.locks.acquire(transaction, error.key, error.mode, this.lockWait);
      }
    }
  }

  #tablesOf(from: Extract<Statement, { k: 'update' }>['from']): Table[] {
    if (from.k === 'join') return [...this.#tablesOf(from.left), ...this.#tablesOf(from.right)];
    if (from.k === 'derived') return [];
    const table = this.database.catalog.get(from.name, this.schema);
    return table.k === 'table' ? [table] : [];
  }

  /** Runs a change of the schema: alone, and committed at once. */
  async define<T>(tables: Table[], run: (w: Writing) => T): Promise<T> {
    this.#transaction = new Transaction(this.database, {});
    const transaction = this.#transaction;
    for (const table of tables)
      await this.database.locks.acquire(transaction, tableKey(table), 'X', {
        ...this.lockWait,
        seconds: Number(this.variables.get('lock_wait_timeout')),
      });
    transaction.beginWriting();
    this.enter(this.strict);
    const result = transaction.statement(() => run(this.writing([])));
    this.end(true);
    return result;
  }

  /** COM_RESET_CONNECTION and COM_CHANGE_USER. */
  reset() {
    this.end(false);
    this.database.locks.releaseAll(this);
    this.variables.reset();
    this.userVariables.clear();
    this.prepared.clear();
    this.#lastInsertId = 0;
    this.#next = {};
    this.#dropTemporaries();
  }

  #dropTemporaries() {
    const tables = [...this.temporaries.values()];
    this.temporaries.clear();
    if (tables.length) this.database.drop(tables.map(({ physical }) => physical));
  }

  close() {
    this.#closed = true;
    this.kill();
    this.end(false);
    this.database.locks.releaseAll(this);
    this.database.sessions.delete(this.id);
    this.#dropTemporaries();
  }
}

/** Faults of SQLite's own that have a meaning in MySQL. */
function internal(error: unknown): MysqlError {
  const message = error instanceof Error ? error.message : String(error);
  if (/integer overflow/.test(message))
    return new MysqlError('ER_DATA_OUT_OF_RANGE', 'BIGINT', 'sum');
  if (/string or blob too big|out of memory|database or disk is full/.test(message))
    return new MysqlError('ER_OUTOFMEMORY');
  return new MysqlError('ER_UNKNOWN_ERROR', `Internal error: ${message}`);
}
