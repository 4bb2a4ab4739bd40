import { HttpFileError } from './errors.ts';
import type { HttpFileRequest } from './file.ts';

type Setter = (request: HttpFileRequest, value: string, line: number) => void;

function positive(key: 'timeout' | 'sleep' | 'stream'): Setter {
  return (request, value, line) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
      throw new HttpFileError(line, `"# @${key}" takes a whole number, for instance "# @${key} 3"`);
    }
    request[key] = number;
  };
}

const ref =
  (force: boolean): Setter =>
  (request, name, line) =>
    void request.refs.push({ name, force, line });

const SETTERS = new Map<string, Setter>([
  ['name', (request, value) => void (request.name = value)],
  ['title', (request, value) => void (request.title = value)],
  ['description', (request, value) => void (request.description = value)],
  ['tag', (request, value) => void (request.tags = value.split(',').map((tag) => tag.trim()))],
  ['disabled', (request, value) => void (request.disabled = value || true)],
  ['no-redirect', (request) => void (request.noRedirect = true)],
  ['no-cookie-jar', (request) => void (request.noCookieJar = true)],
  ['timeout', positive('timeout')],
  ['sleep', positive('sleep')],
  ['stream', positive('stream')],
  ['ref', ref(false)],
  ['force-ref', ref(true)],
]);

/** What httpYac acts on, so that leaving it out would make the two disagree. */
const UNSUPPORTED = new Set(
  'grpc-reflection,import,inject-variables,jwt,keep-streaming,loop,note,post-redirect-get,proxy,rate-limit,ratelimit,save,force-region-delimiter'.split(
    ',',
  ),
);

/** Applies one `# @key value` line; keys that mean nothing to a run are ignored, as httpYac ignores them. */
export function applyMetadata(
  request: HttpFileRequest,
  key: string,
  value: string,
  line: number,
): void {
  const kebab = key.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  if (UNSUPPORTED.has(kebab)) {
    throw new HttpFileError(line, `"# @${key}" is not supported here; remove the line`);
  }
  SETTERS.get(kebab)?.(request, value, line);
}
