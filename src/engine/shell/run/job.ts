/** Jobs: what one command line started, and who gets its signals. */
import { constants } from 'node:os';

export type SignalName = NodeJS.Signals;

/** Thrown through a script that a signal ends. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: SignalName;
  constructor(signal: SignalName) {
    super(`Interrupted by ${signal}`);
    this.signal = signal;
  }
  /** As a shell reports it: 128 and the signal's number. */
  get exitCode(): number {
    return signalExitCode(this.signal);
  }
}

export const signalExitCode = (signal: SignalName): number => 128 + constants.signals[signal];

/** @param text `9`, `KILL` or `SIGKILL`. */
export function signalNamed(text: string): SignalName | undefined {
  const names = Object.keys(constants.signals) as SignalName[];
  if (/^\d+$/.test(text)) return names.find((name) => constants.signals[name] === Number(text));
  const name = text.toUpperCase().replace(/^(?:SIG)?/, 'SIG') as SignalName;
  return names.includes(name) ? name : undefined;
}

/** Something that runs for a job: a process, or a command of the shell's own. */
export interface JobMember {
  /** Undefined for what runs within the shell. */
  readonly pid: number | undefined;
  readonly name: string;
  signal(signal: SignalName): void;
}

/** Process ids of jobs that have no process: out of the range of real ones. */
const FIRST_OWN_PID = 4_000_000;

export class Job {
  readonly id: number;
  readonly source: string;
  /** Started by `&`: the terminal's Ctrl-C is not for it. */
  readonly background: boolean;
  readonly members = new Set<JobMember>();
  exitCode: number | undefined;
  /** Set by a signal that came while no process could take it: the script stops at its next step. */
  stopping: Interrupted | undefined;
  #pid: number | undefined;
  #finished = Promise.withResolvers<number>();

  constructor(id: number, source: string, background = false) {
    this.id = id;
    this.source = source;
    this.background = background;
  }

  get pid(): number {
    return this.#pid ?? FIRST_OWN_PID + this.id;
  }

  get finished(): Promise<number> {
    return this.#finished.promise;
  }

  /** @returns a function that takes the member out again. */
  add(member: JobMember): () => void {
    this.members.add(member);
    this.#pid ??= member.pid;
    return () => void this.members.delete(member);
  }

  /** @param isForProcess Which processes get it; those of the terminal's own may have it already. */
  signal(signal: SignalName, isForProcess: (member: JobMember) => boolean = () => true): void {
    const members = [...this.members];
    const hasProcess = members.some(({ pid }) => pid !== undefined);
    if (!hasProcess) this.stopping = new Interrupted(signal);
    for (const member of members) {
      if (member.pid === undefined || isForProcess(member)) member.signal(signal);
    }
  }

  finish(exitCode: number): void {
    this.exitCode = exitCode;
    this.#finished.resolve(exitCode);
  }

  throwIfStopping(): void {
    if (this.stopping) throw this.stopping;
  }
}

/** The background jobs of a shell. */
export class Jobs {
  readonly #jobs = new Map<number, Job>();

  create(source: string): Job {
    let id = 1;
    while (this.#jobs.has(id)) id++;
    const job = new Job(id, source, true);
    this.#jobs.set(id, job);
    return job;
  }

  remove(job: Job): void {
    this.#jobs.delete(job.id);
  }

  all(): Job[] {
    return [...this.#jobs.values()];
  }

  get current(): Job | undefined {
    return this.all().at(-1);
  }

  /** @param text `%1`, `%%`, `%+`, or a process id. */
  find(text: string): Job | undefined {
    if (text === '%%' || text === '%+' || text === '%') return this.current;
    if (/^%\d+$/.test(text)) return this.#jobs.get(Number(text.slice(1)));
    if (text.startsWith('%')) {
      return this.all().findLast((job) => job.source.startsWith(text.slice(1)));
    }
    return this.all().find((job) => String(job.pid) === text);
  }

  /** Takes finished jobs out of the table and returns them. */
  takeFinished(): Job[] {
    const finished = this.all().filter((job) => job.exitCode !== undefined);
    for (const job of finished) this.remove(job);
    return finished;
  }
}
