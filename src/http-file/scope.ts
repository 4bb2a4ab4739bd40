import { messageOf } from './errors.ts';
import { compileExpression, type Lookup } from './expression.ts';
import type { HttpFile, HttpFileRequest, HttpFileVariable } from './file.ts';
import type { RequestResult } from './result.ts';
import { substitute } from './template.ts';

/** The variables of one run of a file, and the results so far. Requests run one by one share it. */
export interface Scope {
  readonly file: HttpFile;
  readonly variables: Map<string, unknown>;
  /** What expressions read as `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly results: Map<HttpFileRequest, RequestResult>;
}

export interface ScopeOptions {
  /** `process.env` of the file's expressions, for instance `{ PORT: '4000' }`. */
  env?: Readonly<Record<string, string>> | undefined;
  /** Variables from outside, like `--var` of httpYac; one that the file sets itself is overwritten. */
  variables?: Readonly<Record<string, unknown>> | undefined;
}

/** Starts a run: the variables of the file are set, no request has been sent. */
export function createScope(file: HttpFile, options: ScopeOptions = {}): Scope {
  const scope: Scope = {
    file,
    variables: new Map(Object.entries(options.variables ?? {})),
    env: options.env ?? {},
    results: new Map(),
  };
  setVariables(file.variables, scope);
  return scope;
}

/** Sets variables in order; one that cannot be evaluated yet is kept as text and evaluated when used. */
export function setVariables(variables: HttpFileVariable[], scope: Scope): void {
  for (const { name, value } of variables) {
    scope.variables.set(
      name,
      substitute(value, (source) => tryResolve(source, scope)),
    );
  }
}

/** Evaluates the inside of a `{{…}}`. @throws when it names what does not exist. */
export function resolve(source: string, scope: Scope): unknown {
  if (scope.variables.has(source)) return scope.variables.get(source);
  const dynamic = /^\$(\S+)\s*(.*)$/u.exec(source);
  if (dynamic) return resolveDynamic(dynamic[1]!, dynamic[2]!, scope);
  return evaluate(source, scope);
}

export function tryResolve(source: string, scope: Scope): unknown {
  try {
    return resolve(source, scope);
  } catch {
    return undefined;
  }
}

/** Evaluates an expression over the variables, and over `locals` before them. */
export function evaluate(
  source: string,
  scope: Scope,
  locals: Readonly<Record<string, unknown>> = {},
): unknown {
  const lookup: Lookup = (name) => {
    if (Object.hasOwn(locals, name)) return { value: locals[name] };
    if (scope.variables.has(name)) return { value: scope.variables.get(name) };
    if (name === 'process') return { value: { env: scope.env } };
    // Exists in httpYac, so "# @disabled httpFile" means: not there, but here.
    if (name === 'httpFile') return { value: undefined };
    return undefined;
  };
  try {
    return compileExpression(source)(lookup);
  } catch (error) {
    const missing = /^(\S+) is not defined$/u.exec(messageOf(error))?.[1];
    const named = scope.file.requests.find(
      ({ name }) => name && (name === missing || `${name}Response` === missing),
    );
    if (!named) throw error;
    throw new ReferenceError(`${missing} is not defined; send the request "${named.name}" first`, {
      cause: error,
    });
  }
}

function resolveDynamic(name: string, rest: string, scope: Scope): unknown {
  switch (name) {
    case 'uuid':
    case 'guid':
    case 'random.uuid':
      return crypto.randomUUID();
    case 'timestamp':
      return String(Date.now());
    case 'isoTimestamp':
      return new Date().toISOString();
    case 'randomInt': {
      const [minimum = 0, maximum = 1000] = rest.split(/\s+/u).filter(Boolean).map(Number);
      return String(Math.floor(Math.random() * (maximum - minimum)) + minimum);
    }
    case 'processEnv':
      return scope.env[rest] ?? '';
    default:
      throw new ReferenceError(
        `$${name} is not known; there are $uuid, $timestamp (ms), $isoTimestamp, $randomInt and $processEnv`,
      );
  }
}
