/**
 * A reporter for `node --test` that the runner puts into the container: one line of JSON for each event
 * that the Tests tab shows, each behind a record separator (RFC 7464), since what tests print goes to
 * the same stream. The shapes are in `test-events.ts`.
 */
import { inspect } from 'node:util';

const kinds = { 'test:start': 'start', 'test:pass': 'pass', 'test:fail': 'fail' };
/** Characters of one message or stack; a difference of two large objects is longer than anyone reads. */
const longest = 20_000;

const clip = (text) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Of Node's wrapper, what the test itself has thrown. */
function describeError(error) {
  const { failureType, cause } = error ?? {};
  const thrown = cause ?? error;
  const isError = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return {
    failureType,
    message: clip(
      isError ? `${thrown.message}` : typeof thrown === 'string' ? thrown : inspect(thrown),
    ),
    name: isError ? `${thrown.name}` : undefined,
    stack: clip(`${(isError && thrown.stack) || ''}`),
  };
}

export default async function* reporter(source) {
  for await (const { type, data } of source) {
    const { name, nesting, line, skip, todo, message, details } = data ?? {};
    const file = data?.entryFile ?? data?.file;
    let event;
    if (type in kinds) {
      event = { kind: kinds[type], name, nesting, file, line, skip, todo };
      if (type !== 'test:start') {
        event.ms = details.duration_ms;
        event.isSuite = details.type === 'suite';
      }
      if (type === 'test:fail') event.error = describeError(details.error);
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      event = { kind: 'output', file, text: clip(message) };
    }
    if (event) yield `\x1e${JSON.stringify(event)}\n`;
  }
}
