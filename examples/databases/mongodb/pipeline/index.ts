import { ServerError } from '../errors.ts';
import { type Scope } from '../expressions/index.ts';
import { type Collation } from '../query/collation.ts';
import { isDocument, type Document, type Value } from '../query/values.ts';
import { type Work } from '../work.ts';
import { basic } from './basic.ts';
import { groups } from './group.ts';
import { joins } from './join.ts';
import { series } from './series.ts';
import { windows } from './window.ts';

/** What a pipeline reads from and runs in. */
export interface PipelineContext {
  db: string;
  collation: Collation | undefined;
  scope: Scope;
  /** The documents of a collection or view; a filter that comes first may use an index. */
  read: (db: string, collection: string) => Work<Document[]>;
}

/** A stage gets the documents before it as an array, and gives those after it, or the work that makes them. */
export type Stage = (
  spec: Value,
  context: PipelineContext,
  run: RunStages,
) => (documents: Document[]) => Document[] | Work<Document[]>;

export type RunStages = (
  documents: Document[],
  pipeline: Document[],
  context: PipelineContext,
) => Work<Document[]>;

const stages = new Map<string, Stage>(
  Object.entries({ ...basic, ...groups, ...joins, ...series, ...windows }),
);

/** Stages that only the command can do, as first or last one. */
const first = new Set([
  '$changeStream',
  '$collStats',
  '$indexStats',
  '$documents',
  '$geoNear',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$changeStreamSplitLargeEvent',
  '$planCacheStats',
]);
const last = new Set(['$out', '$merge']);
const atlas = new Set([
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$listSearchIndexes',
  '$rankFusion',
  '$scoreFusion',
]);

export function stageName(stage: Value): string {
  if (!isDocument(stage))
    throw new ServerError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  const names = Object.keys(stage);
  if (names.length !== 1) {
    throw new ServerError(
      40323,
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  return names[0]!;
}

/** Refuses what is unknown or in the wrong place before anything runs. */
export function checkPipeline(pipeline: Value, inner = false): asserts pipeline is Document[] {
  if (!Array.isArray(pipeline))
    throw new ServerError('TypeMismatch', "'pipeline' option must be specified as an array");
  pipeline.forEach((stage, i) => {
    const name = stageName(stage);
    if (atlas.has(name)) {
      throw new ServerError(
        31082,
        `${name} not enabled! Enable Search by setting serverParameter mongotHost to a valid "host:port" string`,
      );
    }
    if (!stages.has(name) && !first.has(name) && !last.has(name)) {
      throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
    }
    if (first.has(name) && i > 0 && name !== '$changeStreamSplitLargeEvent') {
      throw new ServerError(40602, `${name} is only valid as the first stage in a pipeline`);
    }
    if (last.has(name) && (i < pipeline.length - 1 || inner)) {
      throw inner
        ? new ServerError(
            51047,
            `${name} is not allowed within a $lookup's or $facet's sub-pipeline`,
          )
        : new ServerError(40601, `${name} can only be the final stage in the pipeline`);
    }
  });
}

export const runStages: RunStages = function* (documents, pipeline, context) {
  let result = documents;
  for (const stage of pipeline) {
    const name = stageName(stage);
    const build = stages.get(name);
    if (!build) throw new ServerError(40324, `Unrecognized pipeline stage name: '${name}'`);
    const after = build(stage[name], context, runStages)(result);
    result = Array.isArray(after) ? after : yield* after;
    yield;
  }
  return result;
};
