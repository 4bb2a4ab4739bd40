/** One client's connection: handshake, commands, answers. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html */
import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Database } from '../engine/database.ts';
import type { Result } from '../engine/results.ts';
import { nextSessionId, Session } from '../engine/session.ts';
import { VERSION } from '../engine/variables.ts';
import { MysqlError } from '../errors.ts';
import type { Compilation } from '../dialect/compiler.ts';
import { compileQuery, type OutColumn } from '../dialect/select.ts';
import type { Parsed } from '../sql/ast.ts';
import { int, nullType, varchar } from '../values/types.ts';
import { frame, integer, lenenc, PacketError, PacketReader, PayloadReader } from './packets.ts';
import { limitParameters, readParameters, type ParameterType } from './parameters.ts';
import { Capability, Command, FieldType, Status, UTF8MB4 } from './protocol.ts';
import { binaryRow, columnDefinition, textRow } from './results.ts';

const MAX_PACKET = 64 * 1024 * 1024;
const NATIVE = 'mysql_native_password';
const CACHING = 'caching_sha2_password';
/** Texts are read as UTF-8: clients that speak another character set would be misunderstood. */
const unicode = (id: number) =>
  [0, 11, 33, 45, 46, 63, 65, 76, 83, 223, 255].includes(id) ||
  (id >= 192 && id <= 215) ||
  (id >= 224 && id <= 250);

const capabilities = Object.entries(Capability).reduce(
  (sum, [name, bit]) => (name === 'SSL' ? sum : sum | bit),
  0,
);

interface Prepared {
  parsed: Parsed;
  /** Which parameters stand in a LIMIT. */
  limits: Set<number>;
  types?: ParameterType[];
  long: Map<number, Buffer[]>;
}

export interface ConnectionOptions {
  database: Database;
  /** Any user is let in if there is no password. */
  password?: string | undefined;
  closed?(): void;
}

export class MysqlConnection {
  readonly #stream: Duplex;
  readonly #options: ConnectionOptions;
  readonly #reader = new PacketReader(MAX_PACKET);
  readonly #salt: Buffer;
  readonly #statements = new Map<number, Prepared>();
  #out: Buffer[] = [];
  #outBytes = 0;
  #sequence = 0;
  #nextStatement = 1;
  #session: Session | undefined;
  #waiting: { resolve(payload: Buffer): void; reject(error: Error): void } | undefined;
  #queue: { sequence: number; payload: Buffer }[] = [];
  #multi = false;
  #closed = false;

  constructor(stream: Duplex, options: ConnectionOptions) {
    this.#stream = stream;
    this.#options = options;
    // No zero bytes: the salt ends with one.
    this.#salt = Buffer.from(randomBytes(20).map((byte) => (byte % 94) + 33));
    stream.on('data', (chunk: Buffer) => this.#data(chunk));
    stream.on('error', () => undefined);
    stream.on('close', () => this.#close());
    stream.on('end', () => stream.end());
    void this.#serve();
  }

  #data(chunk: Buffer) {
    try {
      for (const packet of this.#reader.push(chunk)) this.#queue.push(packet);
    } catch {
      this.#fail(new MysqlError('ER_NET_PACKET_TOO_LARGE'));
      this.#flush();
      this.#stream.end();
      this.#close();
      return;
    }
    this.#deliver();
  }

  #deliver() {
    if (!this.#waiting || !this.#queue.length) return;
    const { sequence, payload } = this.#queue.shift()!;
    this.#sequence = sequence + 1;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(payload);
  }

  #next(): Promise<Buffer> {
    this.#flush();
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(new PacketError());
      this.#waiting = { resolve, reject };
      this.#deliver();
    });
  }

  #close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    this.#session?.close();
    this.#waiting?.reject(new PacketError());
    this.#options.closed?.();
  }

  async #serve() {
    try {
      await this.#login();
      for (;;) {
        const payload = await this.#next();
        if (payload[0] === Command.QUIT) break;
        try {
          await this.#command(payload);
        } catch (error) {
          if (this.#closed) break;
          this.#fail(
            error instanceof MysqlError
              ? error
              : error instanceof PacketError
                ? new MysqlError('ER_UNKNOWN_ERROR', 'Malformed communication packet.')
                : new MysqlError(
                    'ER_UNKNOWN_ERROR',
                    `Internal error: ${error instanceof Error ? error.message : String(error)}`,
                  ),
          );
        }
      }
    } catch (error) {
      if (!this.#closed)
        this.#fail(error instanceof MysqlError ? error : new MysqlError('ER_HANDSHAKE_ERROR'));
    }
    this.#flush();
    this.#stream.end();
    this.#close();
  }

  #send(payload: Buffer) {
    this.#sequence = frame(payload, this.#sequence, this.#out);
    this.#outBytes += payload.length;
    if (this.#outBytes > 1_000_000) this.#flush();
  }

  #flush() {
    if (!this.#out.length) return;
    const bytes = Buffer.concat(this.#out);
    this.#out = [];
    this.#outBytes = 0;
    if (!this.#stream.destroyed && this.#stream.writable) this.#stream.write(bytes);
  }

  #status(more = false): number {
    const session = this.#session;
    return (
      (session?.inTransaction ? Status.IN_TRANS : 0) |
      (session?.autocommit === false ? 0 : Status.AUTOCOMMIT) |
      (more ? Status.MORE_RESULTS : 0)
    );
  }

  #ok(
    { affected = 0, insertId = 0 as number | bigint, info = '', warnings = 0 } = {},
    more = false,
  ) {
    const id = BigInt(insertId) < 0n ? BigInt.asUintN(64, BigInt(insertId)) : insertId;
    this.#send(
      Buffer.concat([
        Buffer.from([0]),
        lenenc(affected),
        lenenc(id),
        integer(this.#status(more), 2),
        integer(Math.min(warnings, 65_535), 2),
        Buffer.from(info),
      ]),
    );
  }

  #eof(warnings = 0, more = false) {
    this.#send(
      Buffer.concat([
        Buffer.from([0xfe]),
        integer(Math.min(warnings, 65_535), 2),
        integer(this.#status(more), 2),
      ]),
    );
  }

  #fail(error: MysqlError) {
    this.#send(
      Buffer.concat([
        Buffer.from([0xff]),
        integer(error.errno, 2),
        Buffer.from(`#${error.sqlState}${error.message}`),
      ]),
    );
  }

  async #login() {
    const id = nextSessionId();
    this.#send(
      Buffer.concat([
        Buffer.from([10]),
        Buffer.from(`${VERSION}\0`),
        integer(id, 4),
        this.#salt.subarray(0, 8),
        Buffer.from([0]),
        integer(capabilities & 0xffff, 2),
        Buffer.from([UTF8MB4]),
        integer(Status.AUTOCOMMIT, 2),
        integer(capabilities >>> 16, 2),
        Buffer.from([21]),
        Buffer.alloc(10),
        this.#salt.subarray(8),
        Buffer.from([0]),
        Buffer.from(`${CACHING}\0`),
      ]),
    );
    const p = new PayloadReader(await this.#next());
    const flags = p.integer(4);
    if (!(flags & Capability.PROTOCOL_41) || flags & Capability.SSL)
      throw new MysqlError('ER_HANDSHAKE_ERROR');
    p.take(4);
    const charset = p.integer(1);
    if (!unicode(charset)) throw new MysqlError('ER_UNKNOWN_CHARACTER_SET', `#${charset}`);
    p.take(23);
    const user = p.text();
    const answer: Buffer =
      flags & Capability.PLUGIN_AUTH_LENENC ? p.take(p.lenenc()) : p.take(p.integer(1));
    const schema = flags & Capability.CONNECT_WITH_DB && p.rest ? p.text() : '';
    const plugin = flags & Capability.PLUGIN_AUTH && p.rest ? p.text() : NATIVE;
    this.#multi = !!(flags & Capability.MULTI_STATEMENTS);
    await this.#authenticate(user, plugin, answer);
    this.#session = new Session(this.#options.database, {
      id,
      user,
      schema: schema || undefined,
      foundRows: !!(flags & Capability.FOUND_ROWS),
    });
    this.#session.disconnect = () => this.#stream.destroy();
    this.#ok();
  }

  async #authenticate(user: string, plugin: string, answer: Buffer): Promise<void> {
    const { password } = this.#options;
    if (plugin !== NATIVE && plugin !== CACHING) {
      this.#send(
        Buffer.concat([
          Buffer.from([0xfe]),
          Buffer.from(`${NATIVE}\0`),
          this.#salt,
          Buffer.from([0]),
        ]),
      );
      answer = await this.#next();
      plugin = NATIVE;
    }
    if (password !== undefined && !answer.equals(scramble(plugin, password, this.#salt))) {
      throw new MysqlError(
        'ER_ACCESS_DENIED_ERROR',
        user,
        'localhost',
        answer.length ? 'YES' : 'NO',
      );
    }
    // Fast authentication: the server knows the password already.
    if (plugin === CACHING && answer.length) this.#send(Buffer.from([1, 3]));
  }

  async #command(payload: Buffer): Promise<void> {
    const session = this.#session!;
    const text = () => payload.toString('utf8', 1);
    switch (payload[0]) {
      case Command.QUERY:
        return this.#query(text());
      case Command.INIT_DB:
        session.database.catalog.schema(text());
        session.schema = text();
        return this.#ok();
      case Command.PING:
        return this.#ok();
      case Command.STATISTICS:
        return this.#send(Buffer.from('Uptime: 1  Threads: 1'));
      case Command.SET_OPTION:
        this.#multi = payload[1] === 0;
        return this.#eof();
      case Command.RESET_CONNECTION:
        session.reset();
        this.#statements.clear();
        return this.#ok();
      case Command.CHANGE_USER:
        return this.#changeUser(payload);
      case Command.FIELD_LIST:
        return this.#eof();
      case Command.PROCESS_KILL: {
        const target = session.database.sessions.get(payload.readUInt32LE(1));
        if (!target) throw new MysqlError('ER_NO_SUCH_THREAD', payload.readUInt32LE(1));
        target.kill();
        target.disconnect();
        return this.#ok();
      }
      case Command.STMT_PREPARE:
        return this.#prepare(text());
      case Command.STMT_EXECUTE:
        return this.#execute(payload);
      case Command.STMT_SEND_LONG_DATA: {
        const long = this.#statements.get(payload.readUInt32LE(1))?.long;
        const index = payload.readUInt16LE(5);
        long?.set(index, [...(long.get(index) ?? []), payload.subarray(7)]);
        return;
      }
      case Command.STMT_CLOSE:
        this.#statements.delete(payload.readUInt32LE(1));
        return;
      case Command.STMT_RESET:
        this.#statements.get(payload.readUInt32LE(1))?.long.clear();
        return this.#ok();
      default:
        throw new MysqlError('ER_UNKNOWN_COM_ERROR');
    }
  }

  async #query(sql: string) {
    const session = this.#session!;
    const parsed = session.parse(sql);
    let current = parsed.next();
    while (!current.done) {
      const { value } = current;
      if (value.params)
        throw new MysqlError(
          'ER_PARSE_ERROR',
          value.text.slice(value.text.indexOf('?'), value.text.indexOf('?') + 80),
          1,
        );
      // Without the client's leave a second statement is a syntax error: so it is safe from injection.
      const rest = this.#multi ? undefined : parsed.next();
      if (rest && !rest.done)
        throw new MysqlError('ER_PARSE_ERROR', rest.value.text.slice(0, 80), 1);
      const result = await session.execute(value);
      if (this.#closed) return;
      let more = false;
      let failed: unknown;
      if (!rest) {
        try {
          current = parsed.next();
          more = !current.done;
        } catch (error) {
          // The first result goes out, then the fault of what follows it.
          more = true;
          failed = error;
        }
      } else current = rest;
      this.#result(result, false, more);
      if (failed) throw failed;
    }
  }

  #result(result: Result, binary: boolean, more = false) {
    if (!result.columns) return this.#ok(result, more);
    this.#send(lenenc(result.columns.length));
    for (const column of result.columns) this.#send(columnDefinition(column));
    this.#eof(result.warnings, more);
    const row = binary ? binaryRow : textRow;
    for (const each of result.rows) this.#send(row(each, result.columns));
    this.#eof(result.warnings, more);
  }

  #prepare(sql: string) {
    const session = this.#session!;
    const all = [...session.parse(sql)];
    const [parsed] = all;
    if (!parsed) throw new MysqlError('ER_EMPTY_QUERY');
    if (all.length > 1) throw new MysqlError('ER_PARSE_ERROR', all[1]!.text.slice(0, 80), 1);
    let columns: OutColumn[] = [];
    if (parsed.statement.k === 'query') {
      session.enter();
      const unknown = Array.from({ length: parsed.params }, () => ({ value: 1, type: nullType }));
      const c: Compilation = session.compilation(unknown);
      c.preparing = true;
      columns = compileQuery(c, parsed.statement.query, undefined).columns;
    }
    const id = this.#nextStatement++;
    const limits = limitParameters(parsed.statement);
    this.#statements.set(id, { parsed, limits, long: new Map() });
    this.#send(
      Buffer.concat([
        Buffer.from([0]),
        integer(id, 4),
        integer(columns.length, 2),
        integer(parsed.params, 2),
        Buffer.from([0]),
        integer(0, 2),
      ]),
    );
    if (parsed.params) {
      for (let i = 0; i < parsed.params; i++)
        this.#send(
          columnDefinition({ name: '?', type: limits.has(i) ? int(8, true) : varchar(255) }),
        );
      this.#eof();
    }
    if (columns.length) {
      for (const column of columns) this.#send(columnDefinition(column));
      this.#eof();
    }
  }

  async #execute(payload: Buffer) {
    const p = new PayloadReader(payload, 1);
    const id = p.integer(4);
    const statement = this.#statements.get(id);
    if (!statement) throw new MysqlError('ER_UNKNOWN_STMT_HANDLER', id, 'mysqld_stmt_execute');
    if (p.integer(1)) throw new MysqlError('ER_NOT_SUPPORTED_YET', 'cursors');
    p.take(4);
    const { parsed } = statement;
    let values: Parameters<Session['execute']>[1] = [];
    if (parsed.params) {
      const read = readParameters(p, parsed.params, statement.types, statement.long);
      statement.types = read.types;
      statement.long.clear();
      ({ values } = read);
      // MySQL takes no double for LIMIT. Drivers that read the types of parameters send an integer.
      for (const index of statement.limits)
        if (read.types[index]!.type === FieldType.DOUBLE)
          throw new MysqlError('ER_WRONG_ARGUMENTS', 'mysqld_stmt_execute');
    }
    const result = await this.#session!.execute(parsed, values);
    if (!this.#closed) this.#result(result, true);
  }

  async #changeUser(payload: Buffer) {
    const p = new PayloadReader(payload, 1);
    const user = p.text();
    const answer: Buffer = p.take(p.integer(1));
    const schema = p.rest ? p.text() : '';
    if (p.rest >= 2) p.take(2);
    const plugin = p.rest ? p.text() : NATIVE;
    await this.#authenticate(user, plugin, answer);
    const old = this.#session!;
    old.close();
    this.#session = new Session(this.#options.database, {
      id: old.id,
      user,
      schema: schema || undefined,
      foundRows: old.foundRows,
    });
    this.#session.disconnect = () => this.#stream.destroy();
    this.#statements.clear();
    this.#ok();
  }
}

/** What a client answers to a salt. https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html */
export function scramble(plugin: string, password: string, salt: Buffer): Buffer {
  if (!password) return Buffer.alloc(0);
  const hash = (...parts: (Buffer | string)[]) => {
    const digest = createHash(plugin === NATIVE ? 'sha1' : 'sha256');
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const once = hash(password);
  const twice = hash(once);
  const mask = plugin === NATIVE ? hash(salt, twice) : hash(twice, salt);
  return Buffer.from(once.map((byte, i) => byte ^ mask[i]!));
}
