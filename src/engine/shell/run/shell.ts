/** The state of a shell: variables, folder, jobs. A subshell has a copy. */
import { Jobs } from './job.ts';
import type { ProcessLauncher } from './process.ts';

interface Variable {
  value: string;
  exported: boolean;
}

export interface ShellOptions {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** `$0`. */
  name: string;
  positional?: readonly string[];
  launcher: ProcessLauncher;
  /** Reads commands from a person: jobs are announced. */
  interactive?: boolean;
}

export class Shell {
  cwd: string;
  name: string;
  positional: readonly string[];
  lastStatus = 0;
  lastBackgroundPid: number | undefined;
  /** `set -e`: the first command that fails ends the shell. */
  exitOnError = false;
  /** `set -x`: commands are shown before they run. */
  traces = false;
  readonly jobs: Jobs;
  readonly launcher: ProcessLauncher;
  readonly interactive: boolean;
  readonly aliases = new Map<string, string>();
  /** Command lines typed so far; the interactive shell fills it. */
  history: readonly string[] = [];
  readonly #variables = new Map<string, Variable>();

  constructor(options: ShellOptions) {
    this.cwd = options.cwd;
    this.name = options.name;
    this.positional = options.positional ?? [];
    this.launcher = options.launcher;
    this.interactive = options.interactive ?? false;
    this.jobs = new Jobs();
    for (const [name, value] of Object.entries(options.env)) {
      if (value !== undefined) this.#variables.set(name, { value, exported: true });
    }
    this.set('PWD', this.cwd);
  }

  /** A copy for a subshell: what happens in it does not reach this shell. */
  fork(): Shell {
    const copy = new Shell({
      env: {},
      cwd: this.cwd,
      name: this.name,
      positional: this.positional,
      launcher: this.launcher,
    });
    for (const [name, variable] of this.#variables) copy.#variables.set(name, { ...variable });
    for (const [name, value] of this.aliases) copy.aliases.set(name, value);
    copy.lastStatus = this.lastStatus;
    copy.lastBackgroundPid = this.lastBackgroundPid;
    copy.exitOnError = this.exitOnError;
    copy.traces = this.traces;
    copy.history = this.history;
    return copy;
  }

  get(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.lastStatus);
      case '$':
        return String(process.pid);
      case '!':
        return this.lastBackgroundPid === undefined ? undefined : String(this.lastBackgroundPid);
      case '0':
        return this.name;
      case '-':
        return this.interactive ? 'i' : '';
      case 'RANDOM':
        return String(Math.floor(Math.random() * 32768));
      default:
        return this.#variables.get(name)?.value;
    }
  }

  set(name: string, value: string): void {
    const variable = this.#variables.get(name);
    if (variable) variable.value = value;
    else this.#variables.set(name, { value, exported: false });
  }

  export(name: string): void {
    const variable = this.#variables.get(name);
    if (variable) variable.exported = true;
    else this.#variables.set(name, { value: '', exported: true });
  }

  unset(name: string): void {
    this.#variables.delete(name);
  }

  names(): string[] {
    return [...this.#variables.keys()].sort();
  }

  /** What a process that is started now finds in its environment. */
  environment(): Record<string, string> {
    const exported = [...this.#variables].filter(([, variable]) => variable.exported);
    return Object.fromEntries(exported.map(([name, { value }]) => [name, value]));
  }

  changeFolder(path: string): void {
    this.set('OLDPWD', this.cwd);
    this.cwd = path;
    this.set('PWD', path);
    this.export('PWD');
  }
}
