import { failedToParse, ServerError } from '../errors.ts';
import { compileExpression, withVariables } from '../expressions/index.ts';
import { isNumeric, toInteger } from '../query/numbers.ts';
import { compileFilter } from '../query/match.ts';
import { fieldPath, walkElements } from '../query/paths.ts';
import { isDocument, keyOf, typeName, type Document, type Value } from '../query/values.ts';
import { mapped } from '../work.ts';
import { documentsOf, withPath } from './basic.ts';
import { checkPipeline, type PipelineContext, type Stage } from './index.ts';

/** The documents of a collection by the values of a field, as equality finds them. */
class Lookup {
  readonly #byKey = new Map<string, Set<number>>();
  readonly #documents: Document[];

  constructor(documents: Document[], path: string, { collation }: PipelineContext) {
    this.#documents = documents;
    const parts = path.split('.');
    documents.forEach((document, i) => {
      const add = (value: Value): boolean => {
        // A missing field is equal to null.
        const key = keyOf(value ?? null, collation);
        let positions = this.#byKey.get(key);
        if (!positions) this.#byKey.set(key, (positions = new Set()));
        positions.add(i);
        return false;
      };
      walkElements(document, parts, add);
    });
  }

  find(keys: string[]): Document[] {
    const positions = new Set<number>();
    for (const key of keys)
      for (const position of this.#byKey.get(key) ?? []) positions.add(position);
    return [...positions].sort((a, b) => a - b).map((position) => this.#documents[position]!);
  }
}

/** The local values: each element of an array counts by itself. */
function localKeys(value: Value, { collation }: PipelineContext): string[] {
  if (value === undefined || value === null) return [keyOf(null)];
  const values: Value[] = Array.isArray(value) ? (value.length ? value : [undefined]) : [value];
  return values.map((item) => (item === undefined ? '-' : keyOf(item, collation)));
}

const target = (from: Value, context: PipelineContext): [string, string] => {
  if (typeof from === 'string') return [context.db, from];
  if (isDocument(from) && typeof from.coll === 'string') return [from.db ?? context.db, from.coll];
  throw new ServerError(
    'FailedToParse',
    `$lookup argument 'from' must be a string, is type ${typeName(from)}`,
  );
};

export const joins: Record<string, Stage> = {
  $lookup: (spec, context, run) => {
    if (!isDocument(spec))
      throw new ServerError('FailedToParse', `the $lookup specification must be an object`);
    for (const key of Object.keys(spec)) {
      if (!['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'].includes(key))
        throw failedToParse(`unknown argument to $lookup: ${key}`);
    }
    const { from, localField, foreignField, as, let: variables, pipeline } = spec;
    if (typeof as !== 'string') throw failedToParse("must specify 'as' field for a $lookup");
    if ((localField === undefined) !== (foreignField === undefined)) {
      throw failedToParse(
        "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
      );
    }
    if (localField === undefined && pipeline === undefined) {
      throw failedToParse(
        "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
      );
    }
    if (pipeline !== undefined) checkPipeline(pipeline, true);
    const lets = Object.entries((variables ?? {}) as Document).map(
      ([name, expression]) => [name, compileExpression(expression, context.collation)] as const,
    );
    const parts = as.split('.');
    return function* (documents) {
      const generated = from === undefined && pipeline?.[0]?.$documents;
      if (from === undefined && !generated)
        throw failedToParse("must specify 'from' field for a $lookup");
      const others = generated
        ? documentsOf(pipeline[0].$documents, context)
        : yield* context.read(...target(from, context));
      const stages = generated
        ? (pipeline as Document[]).slice(1)
        : (pipeline as Document[] | undefined);
      const lookup =
        localField === undefined ? undefined : new Lookup(others, foreignField, context);
      const local = (localField as string | undefined)?.split('.');
      const joined: Document[] = [];
      for (const root of documents) {
        yield;
        let found = lookup ? lookup.find(localKeys(fieldPath(root, local!), context)) : others;
        if (stages) {
          const values: Document = {};
          for (const [name, expression] of lets)
            values[name] = expression({ ...context.scope, root });
          const inner = { ...context, scope: withVariables(context.scope, values) };
          found = yield* run(found, stages, inner);
        }
        joined.push(withPath(root, parts, found));
      }
      return joined;
    };
  },
  $graphLookup: (spec, context) => {
    const {
      from,
      startWith,
      connectFromField,
      connectToField,
      as,
      maxDepth,
      depthField,
      restrictSearchWithMatch,
    } = spec as Document;
    for (const [name, value] of Object.entries({ from, connectFromField, connectToField, as })) {
      if (typeof value !== 'string')
        throw new ServerError(
          40100,
          `expected string as argument for ${name}, found: ${typeName(value)}`,
        );
    }
    if (startWith === undefined) throw new ServerError(40105, '$graphLookup requires startWith');
    const depth =
      maxDepth === undefined ? Infinity : isNumeric(maxDepth) ? toInteger(maxDepth) : undefined;
    if (depth === undefined || depth < 0)
      throw new ServerError(40101, 'maxDepth requires a nonnegative argument');
    const start = compileExpression(startWith, context.collation);
    const matcher =
      restrictSearchWithMatch === undefined
        ? undefined
        : compileFilter(restrictSearchWithMatch, { collation: context.collation });
    return function* (documents) {
      let others = yield* context.read(context.db, from);
      if (matcher) others = others.filter((document) => matcher(document));
      const lookup = new Lookup(others, connectToField, context);
      const path = (connectFromField as string).split('.');
      return yield* mapped(documents, (root) => {
        const seen = new Map<Document, number>();
        let frontier = localKeys(start({ ...context.scope, root }), context);
        const visited = new Set<string>();
        for (let level = 0; level <= depth && frontier.length; level++) {
          const next: string[] = [];
          frontier.forEach((key) => visited.add(key));
          for (const document of lookup.find(frontier)) {
            if (seen.has(document)) continue;
            seen.set(document, level);
            for (const key of localKeys(fieldPath(document, path), context))
              if (!visited.has(key)) next.push(key);
          }
          frontier = next;
        }
        const found = [...seen].map(([document, level]) =>
          depthField === undefined
            ? document
            : withPath(document, (depthField as string).split('.'), BigInt(level)),
        );
        return withPath(root, (as as string).split('.'), found);
      });
    };
  },
};
