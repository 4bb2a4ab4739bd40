import { ServerError } from '../errors.ts';
import { isDocument, show, type Document } from '../query/values.ts';
import { showBounds } from '../storage/planner.ts';
import { start } from './aggregate.ts';
import { documentField, optionalNumber, type Call, type Command } from './context.ts';
import { finish } from '../work.ts';
import { VERSION } from './diagnostics.ts';
import { checkedPipeline, queryAny, type Result } from './query.ts';

/** https://www.mongodb.com/docs/manual/reference/explain-results/ */

interface Shape {
  filter: Document;
  sort?: Document | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
  projection?: Document | undefined;
  action?: string;
}

/** The stages as a tree, from the last to the first; with the numbers of a run if there was one. */
function stages(result: Result, shape: Shape, counts: boolean): Document {
  const n = result.documents.length;
  const count = (extra: Document = {}, returned = n): Document =>
    counts ? { nReturned: returned, executionTimeMillisEstimate: 0, isEOF: 1, ...extra } : {};
  const { plan } = result;
  const parsed = Object.keys(shape.filter).length ? { filter: shape.filter } : {};
  let tree: Document;
  if (!plan)
    tree = {
      stage: 'COLLSCAN',
      ...parsed,
      ...count({ docsExamined: result.docsExamined }),
      direction: 'forward',
    };
  else if (result.express) {
    tree = {
      stage: 'EXPRESS_IXSCAN',
      keyPattern: show(plan.index.spec.key),
      indexName: plan.index.name,
      ...count({ keysExamined: result.keysExamined, docsExamined: result.docsExamined }),
    };
  } else {
    const scan = {
      stage: 'IXSCAN',
      ...count({ keysExamined: result.keysExamined }, result.docsExamined),
      keyPattern: plan.index.spec.key,
      indexName: plan.index.name,
      ...(plan.index.collation ? { collation: plan.index.collation.spec } : {}),
      isMultiKey: plan.index.multikey,
      isUnique: plan.index.unique,
      isSparse: plan.index.sparse,
      isPartial: plan.index.partial !== undefined,
      indexVersion: 2,
      direction: plan.backward ? 'backward' : 'forward',
      indexBounds: showBounds(plan),
    };
    const covered = covers(result, shape);
    tree = covered
      ? scan
      : {
          stage: 'FETCH',
          ...rest(result, shape),
          ...count({ docsExamined: result.docsExamined }),
          inputStage: scan,
        };
    if (covered && counts) result.docsExamined = 0;
    if (covered)
      return {
        stage: 'PROJECTION_COVERED',
        ...count(),
        transformBy: shape.projection,
        inputStage: tree,
      };
  }
  if (result.sortInMemory)
    tree = {
      stage: 'SORT',
      ...count(),
      sortPattern: shape.sort,
      memLimit: 104857600,
      ...(shape.limit ? { limitAmount: shape.limit } : {}),
      type: 'simple',
      inputStage: tree,
    };
  if (shape.skip) tree = { stage: 'SKIP', ...count(), skipAmount: shape.skip, inputStage: tree };
  if (shape.limit && !result.sortInMemory && !result.express)
    tree = { stage: 'LIMIT', ...count(), limitAmount: shape.limit, inputStage: tree };
  if (shape.projection && Object.keys(shape.projection).length) {
    tree = {
      stage: 'PROJECTION_SIMPLE',
      ...count(),
      transformBy: shape.projection,
      inputStage: tree,
    };
  }
  if (shape.action) tree = { stage: shape.action, ...count({}, 0), inputStage: tree };
  return tree;
}

/** The part of the filter that the index does not answer. */
function rest({ plan }: Result, { filter }: Shape): Document {
  const answered = new Set(
    plan!.index.parts.slice(0, plan!.bounds.length).map(({ field }) => field),
  );
  const left = Object.fromEntries(Object.entries(filter).filter(([field]) => !answered.has(field)));
  return Object.keys(left).length ? { filter: left } : {};
}

/** Whether the index alone has all that the query wants. */
function covers({ plan, sortInMemory }: Result, { filter, projection }: Shape): boolean {
  if (!plan || plan.index.multikey || sortInMemory || !projection || plan.index.collation)
    return false;
  const fields = new Set(plan.index.parts.map(({ field }) => field));
  const wanted = Object.entries(projection)
    .filter(([, value]) => value === 1 || value === true)
    .map(([field]) => field);
  if (
    wanted.length === 0 ||
    Object.keys(projection).length !==
      wanted.length + Number('_id' in projection && !wanted.includes('_id'))
  )
    return false;
  if (!fields.has('_id') && !(projection._id === 0 || projection._id === false)) return false;
  return [...wanted, ...Object.keys(filter)].every((field) => fields.has(field));
}

function answer(
  call: Call,
  namespace: string,
  result: Result,
  shape: Shape,
  verbosity: string,
  time: number,
): Document {
  const winningPlan = { isCached: false, ...stages(result, shape, false) };
  const document: Document = {
    explainVersion: '1',
    queryPlanner: {
      namespace,
      parsedQuery: shape.filter,
      indexFilterSet: false,
      optimizedPipeline: false,
      maxIndexedOrSolutionsReached: false,
      maxIndexedAndSolutionsReached: false,
      maxScansToExplodeReached: false,
      prunedSimilarIndexes: false,
      winningPlan,
      rejectedPlans: [],
    },
  };
  if (verbosity !== 'queryPlanner') {
    const executionStages = stages(result, shape, true);
    document.executionStats = {
      executionSuccess: true,
      nReturned: result.documents.length,
      executionTimeMillis: Math.round(time),
      totalKeysExamined: result.keysExamined,
      totalDocsExamined: result.docsExamined,
      executionStages,
      ...(verbosity === 'allPlansExecution' ? { allPlansExecution: [] } : {}),
    };
  }
  const port = call.state.address().split(':')[1];
  return {
    ...document,
    queryShapeHash: undefined,
    command: call.command.explain,
    serverInfo: { host: 'localhost', port: Number(port), version: VERSION, gitVersion: 'embedded' },
    serverParameters: {},
  };
}

export const explain: Command = (call) => {
  const inner = call.command.explain as Document;
  if (!isDocument(inner))
    throw new ServerError('TypeMismatch', 'explain command requires a nested object');
  const verbosity = call.command.verbosity ?? 'allPlansExecution';
  const name = Object.keys(inner)[0]!;
  const namespace = `${call.db}.${inner[name]}`;
  const begin = performance.now();
  const nested: Call = { ...call, name, command: inner };
  if (name === 'aggregate') {
    const pipeline = checkedPipeline(inner.pipeline);
    const last = pipeline.at(-1);
    const writes = last && ('$out' in last || '$merge' in last);
    const { queried, rest: left, used } = finish(start(nested, pipeline), call);
    const first = pipeline[0]?.$match;
    const shape: Shape = {
      filter: used && isDocument(first) ? first : {},
      sort: pipeline[first ? 1 : 0]?.$sort,
    };
    const empty: Result = {
      documents: [],
      matcher: () => true,
      plan: undefined,
      keysExamined: 0,
      docsExamined: 0,
      express: false,
      sortInMemory: false,
    };
    const cursor = answer(
      call,
      namespace,
      queried ?? empty,
      shape,
      verbosity,
      performance.now() - begin,
    );
    if (left.length === 0 && !writes) return cursor;
    const {
      command,
      serverInfo,
      serverParameters,
      explainVersion,
      queryShapeHash: _,
      ...plan
    } = cursor;
    return {
      explainVersion,
      stages: [{ $cursor: plan }, ...left],
      command,
      serverInfo,
      serverParameters,
    };
  }
  const one = (
    { q, sort, limit }: { q: Document; sort?: Document | undefined; limit?: number | undefined },
    action?: string,
  ): Document => {
    const shape: Shape = { filter: q, sort, limit, ...(action ? { action } : {}) };
    const result = finish(queryAny(nested, inner[name], shape, inner.collation), call);
    return answer(call, namespace, result, shape, verbosity, performance.now() - begin);
  };
  switch (name) {
    case 'find': {
      const shape: Shape = {
        filter: documentField(inner, 'filter') ?? {},
        sort: documentField(inner, 'sort'),
        skip: optionalNumber(inner, 'skip'),
        limit: optionalNumber(inner, 'limit') || undefined,
        projection: documentField(inner, 'projection'),
      };
      const result = finish(
        queryAny(nested, inner.find, { ...shape, hint: inner.hint }, inner.collation),
        call,
      );
      return answer(call, namespace, result, shape, verbosity, performance.now() - begin);
    }
    case 'count':
      return one({ q: inner.query ?? {} }, 'COUNT');
    case 'distinct':
      return one({ q: inner.query ?? {} });
    case 'update':
      return one(
        { q: inner.updates[0].q, limit: inner.updates[0].multi ? undefined : 1 },
        'UPDATE',
      );
    case 'delete':
      return one(
        { q: inner.deletes[0].q, limit: inner.deletes[0].limit ? 1 : undefined },
        'DELETE',
      );
    case 'findAndModify':
      return one(
        { q: inner.query ?? {}, sort: inner.sort, limit: 1 },
        inner.remove ? 'DELETE' : 'UPDATE',
      );
    default:
      throw new ServerError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
};
