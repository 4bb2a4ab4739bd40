/**
 * One database, two connections: `writer` has the changes that are not committed yet, `latest` holds a read
 * transaction open on what was committed last. A transaction that must keep seeing an older version gets a
 * copy of it, made only when the next commit is about to replace that version.
 */
import type { Connection, Library } from './sqlite.ts';

let databases = 0;

export class Store {
  readonly writer: Connection;
  readonly latest: Connection;
  #library: Library;
  #version = 1;
  #pins = new Map<number, { count: number; copy?: Connection }>();

  constructor(library: Library) {
    this.#library = library;
    const uri = `file:/mysql-${++databases}?vfs=memdb`;
    this.writer = library.open(uri);
    // A first page, without which there is nothing to read.
    this.writer.run('CREATE TABLE "my_settings"("name" PRIMARY KEY, "value")');
    this.latest = library.open(uri);
    this.#hold();
  }

  #hold() {
    this.latest.run('BEGIN');
    this.latest.run('SELECT count(*) FROM sqlite_schema');
  }

  begin() {
    this.writer.run('BEGIN IMMEDIATE');
  }

  commit() {
    const pin = this.#pins.get(this.#version);
    if (pin) pin.copy = this.#library.copy(this.latest);
    this.latest.run('COMMIT');
    this.writer.run('COMMIT');
    this.#version++;
    this.#hold();
  }

  rollback() {
    this.writer.run('ROLLBACK');
  }

  /** Keeps the version of now readable until `unpin`. */
  pin(): number {
    const pin = this.#pins.get(this.#version) ?? { count: 0 };
    pin.count++;
    this.#pins.set(this.#version, pin);
    return this.#version;
  }

  unpin(version: number) {
    const pin = this.#pins.get(version)!;
    if (--pin.count) return;
    pin.copy?.close();
    this.#pins.delete(version);
  }

  reader(version?: number): Connection {
    return (version === undefined ? undefined : this.#pins.get(version)?.copy) ?? this.latest;
  }

  /** Copies that are held for older transactions. */
  get copies(): number {
    return [...this.#pins.values()].filter(({ copy }) => copy).length;
  }

  close() {
    for (const { copy } of this.#pins.values()) copy?.close();
    this.latest.close();
    this.writer.close();
  }
}
