import { ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { isDocument, type Document } from '../query/values.ts';
import { generic } from './generic.ts';
import { type Call, type Command } from './context.ts';

interface Operation {
  call: Call;
  controller: AbortController;
  began: number;
}

const killed = (): ServerError => new ServerError('Interrupted', 'operation was interrupted');

/** The commands that are running, so that they can be listed and ended. */
export class Operations {
  readonly #running = new Map<number, Operation>();
  #last = 0;

  get size(): number {
    return this.#running.size;
  }

  /** Runs a command; its signal fires when its time is over or it is killed. */
  async run(
    call: Omit<Call, 'signal' | 'deadline'>,
    run: (call: Call) => Promise<Document>,
  ): Promise<Document> {
    const id = ++this.#last;
    const controller = new AbortController();
    const limit = milliseconds(call);
    const began = performance.now();
    const whole: Call = { ...call, signal: controller.signal, deadline: began + limit };
    this.#running.set(id, { call: whole, controller, began });
    const timer =
      limit === Infinity
        ? undefined
        : setTimeout(
            () =>
              controller.abort(
                new ServerError('MaxTimeMSExpired', 'operation exceeded time limit'),
              ),
            Math.min(limit, 2 ** 31 - 1),
          );
    try {
      return await run(whole);
    } finally {
      clearTimeout(timer);
      this.#running.delete(id);
    }
  }

  kill(id: number): void {
    this.#running.get(id)?.controller.abort(killed());
  }

  killWhere(test: (call: Call) => boolean): void {
    for (const { call, controller } of this.#running.values())
      if (test(call)) controller.abort(killed());
  }

  /** https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/ */
  list(): Document[] {
    return [...this.#running].map(([opid, { call, began }]): Document => {
      const { name, command, db, connectionId, state, session, transaction, now } = call;
      const microseconds = Math.floor((performance.now() - began) * 1000);
      const target = command[name];
      return {
        type: 'op',
        host: state.address(),
        desc: `conn${connectionId}`,
        connectionId,
        active: true,
        currentOpTime: now.toISOString(),
        opid,
        ...(session ? { lsid: session.id } : {}),
        ...(transaction ? { transaction: { parameters: { autocommit: false } } } : {}),
        secs_running: BigInt(Math.floor(microseconds / 1e6)),
        microsecs_running: BigInt(microseconds),
        op: name === 'getMore' ? 'getmore' : name === 'find' ? 'query' : 'command',
        ns: `${db}.${typeof target === 'string' ? target : '$cmd'}`,
        command,
        waitingForLock: false,
      };
    });
  }
}

/** Of a `getMore` it is the time that the client waits for more. */
function milliseconds({ name, command }: Omit<Call, 'signal' | 'deadline'>): number {
  const { maxTimeMS } = command;
  if (name === 'getMore' || !isNumeric(maxTimeMS) || !(toNumber(maxTimeMS) > 0)) return Infinity;
  return toNumber(maxTimeMS);
}

const forAdmin = ({ db, name }: Call): void => {
  if (db !== 'admin')
    throw new ServerError(13, `${name} may only be run against the admin database.`);
};

export const operationCommands: Record<string, Command> = {
  killOp: (call) => {
    forAdmin(call);
    const { op } = call.command;
    if (!isNumeric(op))
      throw new ServerError('TypeMismatch', "BSON field 'killOp.op' must be a number");
    call.state.operations.kill(toNumber(op));
    return { info: 'attempting to kill op' };
  },
  currentOp: (call) => {
    forAdmin(call);
    // Fields that are not the command's own are a filter.
    const filter = Object.fromEntries(
      Object.entries(call.command).filter(
        ([key]) => key !== 'currentOp' && !generic.has(key) && !key.startsWith('$'),
      ),
    );
    const matches = compileFilter(filter);
    return { inprog: call.state.operations.list().filter((operation) => matches(operation)) };
  },
};

/** `$currentOp: {}`; its options tell what else to list, and there is nothing else. */
export function currentOperations(call: Call, spec: Document): Document[] {
  forAdmin({ ...call, name: '$currentOp' });
  if (!isDocument(spec)) throw new ServerError('FailedToParse', '$currentOp takes a document');
  return call.state.operations.list();
}
