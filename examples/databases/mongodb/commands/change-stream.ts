import { Timestamp } from 'bson';
import { ServerError } from '../errors.ts';
import { runStages } from '../pipeline/index.ts';
import { finish } from '../work.ts';
import { isDocument, type Document, type Value } from '../query/values.ts';
import { type LoggedChange } from '../storage/changes.ts';
import { describeUpdate } from '../update/diff.ts';
import { type Call } from './context.ts';
import { type Source } from './cursors.ts';
import { pipelineContext } from './query.ts';

/** https://www.mongodb.com/docs/manual/changeStreams/ */

const allowed = new Set([
  '$addFields',
  '$match',
  '$project',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$set',
  '$unset',
  '$changeStreamSplitLargeEvent',
]);
const options = new Set([
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'showExpandedEvents',
  'allChangesForCluster',
  'showSystemEvents',
]);

const INVALIDATE = 'f';

const token = (sequence: number, mark = '0'): Document => ({
  _data: `82${sequence.toString(16).padStart(16, '0').toUpperCase()}${mark.toUpperCase()}0`,
});

function parseToken(value: Value): { sequence: number; invalidate: boolean } {
  const data = isDocument(value) ? value._data : undefined;
  const match = typeof data === 'string' ? /^82([0-9A-F]{16})([0F])0$/.exec(data) : null;
  if (!match)
    throw new ServerError(
      'InvalidResumeToken',
      `Bad resume token: _data of missing or of wrong type or value ${JSON.stringify(value)}`,
    );
  return { sequence: parseInt(match[1]!, 16), invalidate: match[2] === 'F' };
}

const nonResumable = ['NonResumableChangeStreamError'];

export function watch(
  call: Call,
  spec: Document,
  pipeline: Document[],
): { source: Source; namespace: string } {
  const { state, command, db } = call;
  const { log } = state.store;
  const collection = typeof command.aggregate === 'string' ? command.aggregate : undefined;
  if (call.transaction)
    throw new ServerError(
      'OperationNotSupportedInTransaction',
      '$changeStream is not allowed in a transaction',
    );
  for (const key of Object.keys(spec)) {
    if (!options.has(key))
      throw new ServerError(40415, `BSON field '$changeStream.${key}' is an unknown field.`);
  }
  if (spec.allChangesForCluster === true && db !== 'admin') {
    throw new ServerError(
      'InvalidOptions',
      "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database",
    );
  }
  for (const stage of pipeline) {
    const name = Object.keys(stage)[0]!;
    if (!allowed.has(name))
      throw new ServerError(
        'IllegalOperation',
        `${name} is not permitted in a $changeStream pipeline`,
      );
  }
  const resume = spec.resumeAfter ?? spec.startAfter;
  let position = log.last;
  if (resume !== undefined) {
    const parsed = parseToken(resume);
    if (spec.resumeAfter !== undefined && parsed.invalidate) {
      throw new ServerError(
        'InvalidResumeToken',
        "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
      );
    }
    position = parsed.sequence;
  } else if (spec.startAtOperationTime instanceof Timestamp)
    position = log.before(spec.startAtOperationTime);
  if (!log.since(position)) {
    throw new ServerError(
      'ChangeStreamHistoryLost',
      'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      { labels: nonResumable },
    );
  }
  const context = pipelineContext(call);
  const stages = pipeline.filter((stage) => !('$changeStreamSplitLargeEvent' in stage));
  // A wrong stage is an error when the stream is opened.
  finish(runStages([], stages, context), call);
  let queue: Document[] = [];
  let invalid = false;

  const concerns = (change: LoggedChange): boolean =>
    spec.allChangesForCluster === true ||
    (change.db === db &&
      (collection === undefined ||
        change.collection === collection ||
        (change.type === 'rename' && change.details?.to?.coll === collection)));

  const collect = (): void => {
    const changes = log.since(position);
    if (!changes) {
      throw new ServerError(
        'ChangeStreamHistoryLost',
        'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
        { labels: nonResumable },
      );
    }
    for (const change of changes) {
      if (invalid) break;
      position = change.sequence;
      if (!concerns(change)) continue;
      const event = toEvent(call, change, spec);
      if (event) push(event);
      const ends =
        (collection !== undefined &&
          (change.type === 'drop' || change.type === 'rename' || change.type === 'dropDatabase')) ||
        (change.type === 'dropDatabase' && spec.allChangesForCluster !== true);
      if (ends) {
        push({
          _id: token(position, INVALIDATE),
          operationType: 'invalidate',
          clusterTime: change.time,
          wallTime: change.wallTime,
        });
        invalid = true;
      }
    }
  };

  const push = (event: Document): void => {
    for (const result of finish(runStages([event], stages, context))) {
      if (!isDocument(result._id) || result._id._data !== event._id._data) {
        throw new ServerError(
          'ChangeStreamFatalError',
          'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.',
          { labels: nonResumable },
        );
      }
      queue.push(result);
    }
  };

  let last: Document = resume ?? token(position);
  const source: Source = {
    take: async (count, wait, signal) => {
      collect();
      if (queue.length === 0 && wait > 0 && !invalid) {
        await changed(
          log.onAppend.bind(log),
          () => {
            collect();
            return queue.length > 0 || invalid;
          },
          wait,
          signal,
        );
      }
      const batch = queue.slice(0, count);
      queue = queue.slice(batch.length);
      last = queue.length === 0 && !invalid ? token(position) : (batch.at(-1)?._id ?? last);
      return batch;
    },
    open: () => !invalid || queue.length > 0,
    token: () => last,
  };
  const namespace = collection === undefined ? `${db}.$cmd.aggregate` : `${db}.${collection}`;
  return { source, namespace };
}

/** Waits until `done` holds after some change, for the time, or for the client's end. */
function changed(
  listen: (wake: () => void) => () => void,
  done: () => boolean,
  wait: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: unknown): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error as Error);
      else resolve();
    };
    const onAbort = (): void => finish();
    const stop = listen(() => {
      try {
        if (done()) finish();
      } catch (error) {
        finish(error);
      }
    });
    const timer = setTimeout(finish, Math.min(wait, 2 ** 31 - 1), undefined);
    timer.unref?.();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

const expanded = new Set(['create', 'createIndexes', 'dropIndexes', 'modify']);

function toEvent(call: Call, change: LoggedChange, spec: Document): Document | undefined {
  if (expanded.has(change.type) && spec.showExpandedEvents !== true) return undefined;
  const event: Document = {
    _id: token(change.sequence),
    operationType: change.type,
    clusterTime: change.time,
    wallTime: change.wallTime,
  };
  if (change.transaction)
    Object.assign(event, {
      txnNumber: change.transaction.txnNumber,
      lsid: change.transaction.lsid,
    });
  const { type, before, after, id } = change;
  if (type === 'insert' || type === 'replace') event.fullDocument = after;
  if (type === 'update') {
    const images = change.preImages === true;
    if (spec.fullDocument === 'updateLookup') {
      // What the document is now, which may be later than the change.
      const collection = call.state.store.find(change.db, change.collection);
      event.fullDocument = collection?.get(collection.key(id)) ?? null;
    } else if (spec.fullDocument === 'whenAvailable' || spec.fullDocument === 'required') {
      if (!images && spec.fullDocument === 'required') throw noImage('post-image');
      event.fullDocument = images ? after : null;
    }
  }
  event.ns =
    type === 'dropDatabase' ? { db: change.db } : { db: change.db, coll: change.collection };
  const uuid = change.uuid ?? call.state.store.find(change.db, change.collection)?.uuid;
  if (spec.showExpandedEvents === true && uuid) event.collectionUUID = uuid;
  if (id !== undefined) event.documentKey = { _id: id };
  if (type === 'update') {
    const { disambiguatedPaths, ...description } = describeUpdate(before!, after!);
    event.updateDescription =
      spec.showExpandedEvents === true ? { ...description, disambiguatedPaths } : description;
  }
  if (type === 'rename') {
    event.to = change.details!.to;
    if (spec.showExpandedEvents === true) event.operationDescription = change.details;
  } else if (change.details) Object.assign(event, change.details);
  const wanted = spec.fullDocumentBeforeChange;
  if (
    (wanted === 'whenAvailable' || wanted === 'required') &&
    (type === 'update' || type === 'replace' || type === 'delete')
  ) {
    if (!change.preImages && wanted === 'required') throw noImage('pre-image');
    event.fullDocumentBeforeChange = change.preImages ? before : null;
  }
  return event;
}

const noImage = (name: string): ServerError =>
  new ServerError(
    47,
    `Change stream was configured to require a ${name} for all update, delete and replace events, but the ${name} was not found`,
    { labels: nonResumable },
  );
