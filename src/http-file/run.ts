import type { HttpRequest, HttpResponse } from '../container/container.ts';
import { evaluateAssertions } from './assertions.ts';
import { HttpFileError } from './errors.ts';
import type { HttpFile, HttpFileRequest } from './file.ts';
import { prepareRequest, type ReadFile } from './prepare.ts';
import { receive } from './receive.ts';
import type { RequestResult } from './result.ts';
import { createScope, evaluate, type Scope, type ScopeOptions } from './scope.ts';

export interface SendOptions {
  signal?: AbortSignal;
  /** `omit` for `# @no-cookie-jar`: the jar is neither read nor written. */
  cookies: 'jar' | 'omit';
}

/** Sends one request without following redirects; `container.request` is one. */
export type Send = (request: HttpRequest, options: SendOptions) => Promise<HttpResponse>;

export interface RunOptions {
  send: Send;
  /** Reads the files that bodies name (`< ./file`). */
  readFile?: ReadFile | undefined;
  signal?: AbortSignal | undefined;
  /** Largest response body that is read, in bytes; 8 MiB unless given. */
  maximumBytes?: number | undefined;
  /** Called after each request, also those that ran because of a `# @ref`. */
  onResult?: ((result: RequestResult) => void) | undefined;
}

const MAXIMUM_BYTES = 8 * 1024 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Sends one request and tests its response. Requests that it refers to (`# @ref`) run before it when
 * they have not run in this scope.
 *
 * @returns a result in every case but one: rejects with the signal's reason when that aborts.
 */
export async function runRequest(
  request: HttpFileRequest,
  options: RunOptions & { scope: Scope },
): Promise<RequestResult> {
  return runNested(request, options, []);
}

/** Runs all requests of a file in order, in a new scope. A failure does not stop the run. */
export async function runFile(
  file: HttpFile,
  options: RunOptions & ScopeOptions,
): Promise<RequestResult[]> {
  const scope = createScope(file, options);
  const results: RequestResult[] = [];
  for (const request of file.requests)
    results.push(await runRequest(request, { ...options, scope }));
  return results;
}

async function runNested(
  request: HttpFileRequest,
  options: RunOptions & { scope: Scope },
  callers: HttpFileRequest[],
): Promise<RequestResult> {
  const { scope, signal } = options;
  signal?.throwIfAborted();
  const result: RequestResult = { request, status: 'passed', assertions: [], duration: 0 };
  try {
    if (request.disabled && (request.disabled === true || evaluate(request.disabled, scope))) {
      result.status = 'skipped';
    } else if (await runReferences(request, options, [...callers, request])) {
      await exchange(request, options, result);
    } else {
      result.status = 'skipped';
      result.error = new Error('a request that this one refers to did not run');
    }
  } catch (error) {
    signal?.throwIfAborted();
    result.status = 'error';
    result.error = error instanceof Error ? error : new Error(String(error));
  }
  scope.results.set(request, result);
  options.onResult?.(result);
  return result;
}

async function runReferences(
  request: HttpFileRequest,
  options: RunOptions & { scope: Scope },
  callers: HttpFileRequest[],
): Promise<boolean> {
  const { file, results } = options.scope;
  for (const { name, force, line } of request.refs) {
    const target = file.requests.find((candidate) => candidate.name === name);
    if (!target || callers.includes(target)) {
      throw new HttpFileError(line, `"${name}" cannot run before this request: it refers to it`);
    }
    let result = results.get(target);
    if (!result || force) result = await runNested(target, options, callers);
    if (result.status === 'error' || result.status === 'skipped') return false;
  }
  return true;
}

async function exchange(
  request: HttpFileRequest,
  options: RunOptions & { scope: Scope },
  result: RequestResult,
): Promise<void> {
  const { scope } = options;
  if (request.sleep) await sleep(request.sleep, options.signal);
  const prepared = await prepareRequest(request, scope, options);
  result.prepared = prepared;

  const signals = [options.signal, request.timeout && AbortSignal.timeout(request.timeout)];
  const signal = AbortSignal.any(signals.filter((item) => item instanceof AbortSignal));
  const start = performance.now();
  try {
    const answer = await options.send(prepared.message, {
      signal,
      cookies: request.noCookieJar ? 'omit' : 'jar',
    });
    result.response = await receive(answer, {
      method: request.method,
      start,
      stream: request.stream,
      maximumBytes: options.maximumBytes ?? MAXIMUM_BYTES,
      signal,
    });
  } catch (error) {
    if (!signal.aborted || options.signal?.aborted) throw error;
    throw new Error(`no complete answer within ${request.timeout} ms`, { cause: error });
  } finally {
    result.duration = performance.now() - start;
  }

  const { response } = result;
  const name = request.name ?? variableName(request.title);
  if (name) {
    scope.variables.set(name, response.parsedBody || response.body);
    scope.variables.set(`${name}Response`, response);
  }
  scope.variables.set('response', response);
  checkRedirect(request, response.statusCode, scope);
  result.assertions = evaluateAssertions(request, response, scope);
  if (result.assertions.some(({ passed }) => !passed)) result.status = 'failed';
}

/** httpYac names a request without `# @name` after its title: "Create a note" is `CreateANote`. */
const variableName = (title: string | undefined): string | undefined =>
  title?.replace(/\s/gu, '-').replace(/-./gu, (pair) => pair[1]!.toUpperCase());

/** Redirects are never followed here, and by httpYac unless told so: both must test the same answer. */
function checkRedirect(request: HttpFileRequest, status: number, scope: Scope): void {
  const forAll = String(scope.variables.get('request_noRedirect') ?? '') === 'true';
  if (!REDIRECTS.includes(status) || request.noRedirect || forAll) return;
  throw new HttpFileError(
    request.line,
    `the answer is a redirect (${status}); add "# @no-redirect" above the request line to test it, and a request of its own for its target`,
  );
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
