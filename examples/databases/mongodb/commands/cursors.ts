import { calculateObjectSize } from 'bson';
import { ServerError } from '../errors.ts';
import { type Document } from '../query/values.ts';
import { MAX_DOCUMENT } from '../storage/store.ts';
import { type Session } from './sessions.ts';
import { type Transaction } from '../storage/transaction.ts';

/** Where the documents of a cursor come from. */
export interface Source {
  /** Up to `count` documents; an empty array may be followed by more if `live`. */
  take: (count: number, wait: number, signal: AbortSignal) => Promise<Document[]> | Document[];
  /** More may come. */
  open: () => boolean;
  /** Change streams: the place to resume from. */
  token?: () => Document;
  close?: () => void;
}

export interface Cursor {
  id: bigint;
  namespace: string;
  source: Source;
  session: Session | undefined;
  transaction: Transaction | undefined;
  lastUse: number;
  busy: boolean;
}

const IDLE = 10 * 60_000;
/** Documents of a first batch without `batchSize`. */
const FIRST = 101;

export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #next = 1n + BigInt(Math.floor(Math.random() * 2 ** 40));

  get size(): number {
    return this.#open.size;
  }

  create(namespace: string, source: Source, session?: Session, transaction?: Transaction): Cursor {
    const cursor: Cursor = {
      id: this.#next++,
      namespace,
      source,
      session,
      transaction,
      lastUse: Date.now(),
      busy: false,
    };
    this.#open.set(cursor.id, cursor);
    return cursor;
  }

  get(id: bigint): Cursor {
    const cursor = this.#open.get(id);
    if (!cursor) throw new ServerError('CursorNotFound', `cursor id ${id} not found`);
    return cursor;
  }

  kill(id: bigint): boolean {
    this.#open.get(id)?.source.close?.();
    return this.#open.delete(id);
  }

  killWhere(test: (cursor: Cursor) => boolean): void {
    for (const cursor of [...this.#open.values()]) if (test(cursor)) this.kill(cursor.id);
  }

  expire(): void {
    this.killWhere((cursor) => !cursor.busy && Date.now() - cursor.lastUse > IDLE);
  }
}

export function listSource(documents: Document[]): Source {
  let at = 0;
  return {
    take: (count) => {
      const batch = documents.slice(at, at + count);
      at += batch.length;
      return batch;
    },
    open: () => at < documents.length,
  };
}

/** As many documents as fit into one answer. */
export async function takeBatch(
  source: Source,
  count: number,
  wait: number,
  signal: AbortSignal,
): Promise<Document[]> {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < count) {
    // The first documents of a batch may wait; what follows takes only what is there.
    const chunk = await source.take(
      Math.min(count - batch.length, 64),
      batch.length ? 0 : wait,
      signal,
    );
    if (chunk.length === 0) break;
    for (const [i, document] of chunk.entries()) {
      bytes += calculateObjectSize(document) + 12;
      if (bytes > MAX_DOCUMENT && batch.length > 0) {
        unread(source, chunk.slice(i));
        return batch;
      }
      batch.push(document);
    }
    if (!source.open()) break;
  }
  return batch;
}

/** Puts documents back in front. */
function unread(source: Source, documents: Document[]): void {
  const { take, open } = source;
  let rest = documents;
  source.take = (count, wait, signal) => {
    if (!rest.length) return take(count, wait, signal);
    const batch = rest.slice(0, count);
    rest = rest.slice(batch.length);
    return batch;
  };
  source.open = () => rest.length > 0 || open();
}

export interface FirstBatch {
  namespace: string;
  source: Source;
  batchSize: number | undefined;
  single?: boolean;
  session?: Session | undefined;
  transaction?: Transaction | undefined;
  signal: AbortSignal;
}

export async function firstBatch(
  cursors: Cursors,
  { namespace, source, batchSize, single, session, transaction, signal }: FirstBatch,
): Promise<Document> {
  const batch = await takeBatch(source, batchSize ?? FIRST, 0, signal);
  const more = source.open() && !single;
  if (!more) source.close?.();
  const id = more ? cursors.create(namespace, source, session, transaction).id : 0n;
  const token = source.token?.();
  return {
    cursor: {
      firstBatch: batch,
      ...(token ? { postBatchResumeToken: token } : {}),
      id,
      ns: namespace,
    },
  };
}
