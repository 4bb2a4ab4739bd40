/** Functions and aggregates that the program defines, for SQLite to call. */
import { readValue, setResult } from './values.ts';
import type { Connection } from './connection.ts';
import type { Sqlite } from './wasm.ts';

const UTF8 = 1;
const DETERMINISTIC = 0x800;
const DIRECTONLY = 0x80000;

type ScalarFunction = (...args: unknown[]) => unknown;

export interface FunctionOptions {
  name: string;
  /** -1: any number. */
  argumentCount: number;
  useBigIntArguments: boolean;
  deterministic: boolean;
  directOnly: boolean;
}

export interface AggregateParts {
  start: unknown;
  step: ScalarFunction;
  inverse: ScalarFunction | undefined;
  result: ScalarFunction | undefined;
}

interface Registered {
  connection: Connection;
  options: FunctionOptions;
  scalar?: ScalarFunction;
  aggregate?: AggregateParts;
}

/** C gets one pointer per kind of callback, and the number of the function as its user data. */
interface Trampolines {
  scalar: number;
  step: number;
  inverse: number;
  value: number;
  final: number;
}

const registered = new Map<number, Registered>();
/** Values of aggregations that are under way, by the number in SQLite's memory for them. */
const running = new Map<number, { value: unknown; isWindow?: boolean }>();
let nextId = 1;

const trampolines = new WeakMap<Sqlite, Trampolines>();

function trampolinesOf(sqlite: Sqlite): Trampolines {
  let known = trampolines.get(sqlite);
  if (!known) {
    known = createTrampolines(sqlite);
    trampolines.set(sqlite, known);
  }
  return known;
}

function createTrampolines(sqlite: Sqlite): Trampolines {
  const { api, view, pointerTo } = sqlite;

  function readArguments(count: number, values: number, asBigInt: boolean): unknown[] {
    return Array.from({ length: count }, (_, i) =>
      readValue(sqlite, view().getInt32(values + 4 * i, true), asBigInt),
    );
  }

  /** Runs the program's code; what it throws is thrown where the statement runs. */
  function guarded(context: number, run: (registered: Registered) => void): void {
    const target = registered.get(api.sqlite3_user_data!(context))!;
    try {
      run(target);
    } catch (error) {
      target.connection.thrown = { error };
      sqlite.withTexts([''], (text) => void api.sqlite3_result_error!(context, text!, 0));
    }
  }

  function state(context: number, { start }: AggregateParts): { id: number; value: unknown } {
    const memory = api.sqlite3_aggregate_context!(context, 4);
    let id = view().getInt32(memory, true);
    if (id === 0) {
      const value: unknown = typeof start === 'function' ? (start as ScalarFunction)() : start;
      id = nextId++;
      view().setInt32(memory, id, true);
      running.set(id, { value });
    }
    return { id, value: running.get(id)!.value };
  }

  const advance =
    (part: 'step' | 'inverse') =>
    (context: number, count: number, values: number): void =>
      guarded(context, ({ aggregate, options }) => {
        const { id, value } = state(context, aggregate!);
        const args = readArguments(count, values, options.useBigIntArguments);
        running.get(id)!.value = aggregate![part]!(value, ...args);
      });

  const conclude =
    (isFinal: boolean) =>
    (context: number): void => {
      guarded(context, ({ aggregate, connection }) => {
        const { id, value } = state(context, aggregate!);
        const current = running.get(id)!;
        if (isFinal) running.delete(id);
        // A window has told each row's result already: the end asks for no further one.
        if (isFinal && current.isWindow) return;
        current.isWindow = !isFinal;
        // A step has thrown: there is no result to make.
        if (connection.thrown) return;
        setResult(sqlite, context, aggregate!.result ? aggregate!.result(value) : value);
      });
    };

  return {
    scalar: pointerTo('viii', (context: number, count: number, values: number) =>
      guarded(context, ({ scalar, options }) => {
        const args = readArguments(count, values, options.useBigIntArguments);
        setResult(sqlite, context, scalar!(...args));
      }),
    ),
    step: pointerTo('viii', advance('step')),
    inverse: pointerTo('viii', advance('inverse')),
    value: pointerTo('vi', conclude(false)),
    final: pointerTo('vi', conclude(true)),
  };
}

function register(
  connection: Connection,
  entry: Omit<Registered, 'connection'>,
): [id: number, flags: number] {
  const id = nextId++;
  registered.set(id, { connection, ...entry });
  connection.releases.push(() => registered.delete(id));
  const { deterministic, directOnly } = entry.options;
  return [id, UTF8 | (deterministic ? DETERMINISTIC : 0) | (directOnly ? DIRECTONLY : 0)];
}

export function defineFunction(
  connection: Connection,
  options: FunctionOptions,
  scalar: ScalarFunction,
): void {
  const { sqlite, pointer } = connection;
  const [id, flags] = register(connection, { options, scalar });
  connection.check(
    sqlite.withTexts([options.name], (name) =>
      sqlite.api.sqlite3_create_function_v2!(
        ...[pointer, name!, options.argumentCount, flags, id],
        ...[trampolinesOf(sqlite).scalar, 0, 0, 0],
      ),
    ),
  );
}

export function defineAggregate(
  connection: Connection,
  options: FunctionOptions,
  aggregate: AggregateParts,
): void {
  const { sqlite, pointer } = connection;
  const [id, flags] = register(connection, { options, aggregate });
  const { step, final, value, inverse } = trampolinesOf(sqlite);
  const isWindow = aggregate.inverse !== undefined;
  connection.check(
    sqlite.withTexts([options.name], (name) =>
      sqlite.api.sqlite3_create_window_function!(
        ...[pointer, name!, options.argumentCount, flags, id],
        ...[step, final, isWindow ? value : 0, isWindow ? inverse : 0, 0],
      ),
    ),
  );
}
