'use strict';
/*
 * Runs inside the WebContainer and performs HTTP requests for the page, where CORS would stand in the
 * way. Started once by `agent-client.ts` as `node .request-agent.cjs <token>`.
 *
 * Protocol: one JSON object a line, behind a prefix with the token, in both directions. A terminal may
 * lie in between that echoes input, turns line ends around and limits a line to 4096 bytes, so a line
 * without the right prefix is nobody's, and a long message is cut into parts.
 *
 *   in   {id, open: {port, method, path, headers}}  {id, body: base64}  {id, send: true}
 *        {id, ack: bytes}  {id, abort: true}
 *   out  {ready: true}  {id, head: {status, statusText, headers}}  {id, chunk: base64}
 *        {id, end: true}  {id, error: {code, message}}
 */
const http = require('node:http');

const token = process.argv[2];
const inbound = `#req ${token} `;
const outbound = `#res ${token} `;
/** Bytes of a body that may be under way before the page has read them. */
const bodyWindow = 1024 * 1024;
/** Bytes of one chunk line, so that a large body does not hold up other responses. */
const chunkSize = 48 * 1024;

const send = (message) => process.stdout.write(`${outbound}${JSON.stringify(message)}\n`);

/** Requests under way by id. */
const requests = new Map();

const fail = (id, error) => {
  if (!requests.delete(id)) return;
  send({ id, error: { code: error.code ?? 'ECONNRESET', message: error.message } });
};

const stream = (id, state, body) => {
  state.body = body;
  body.on('data', (data) => {
    for (let at = 0; at < data.length; at += chunkSize) {
      send({ id, chunk: data.subarray(at, at + chunkSize).toString('base64') });
    }
    state.unread += data.length;
    if (state.unread > bodyWindow) body.pause();
  });
  body.on('end', () => {
    if (requests.delete(id)) send({ id, end: true });
  });
  body.on('error', (error) => fail(id, error));
  body.on('close', () =>
    fail(id, Object.assign(new Error('The connection closed early'), { code: 'ECONNRESET' })),
  );
};

const head = (id, state, response, body) => {
  const headers = [];
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    headers.push([response.rawHeaders[i], response.rawHeaders[i + 1]]);
  }
  send({
    id,
    head: { status: response.statusCode, statusText: response.statusMessage, headers },
  });
  stream(id, state, body);
};

const perform = (id, state) => {
  const { port, method, path, headers } = state.open;
  let request;
  try {
    request = http.request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: headers.flat(),
      // A connection of its own: one kept alive could be that of a program since restarted.
      agent: false,
    });
  } catch (error) {
    fail(id, error);
    return;
  }
  state.request = request;
  request.on('response', (response) => head(id, state, response, response));
  request.on('upgrade', (response, socket, first) => {
    if (first.length > 0) socket.unshift(first);
    head(id, state, response, socket);
  });
  request.on('error', (error) => fail(id, error));
  request.end(Buffer.concat(state.parts));
};

const handle = ({ id, open, body, send: complete, ack, abort }) => {
  if (open) {
    requests.set(id, { open, parts: [], unread: 0 });
    return;
  }
  const state = requests.get(id);
  if (!state) return;
  if (body !== undefined) state.parts.push(Buffer.from(body, 'base64'));
  if (complete) perform(id, state);
  if (ack) {
    state.unread -= ack;
    if (state.unread <= bodyWindow) state.body?.resume();
  }
  if (abort) {
    requests.delete(id);
    state.request?.destroy();
  }
};

// Raw mode: no echo, no length limit, and Ctrl-C is a byte like others.
if (process.stdin.isTTY) process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
/** Parts of a message that came in several lines: each but the last ends in a backslash. */
let message = '';
let rest = '';
process.stdin.on('data', (text) => {
  const lines = (rest + text).split(/[\r\n]+/);
  rest = lines.pop();
  for (const line of lines) {
    if (!line.startsWith(inbound)) continue;
    const part = line.slice(inbound.length);
    if (part.endsWith('\\')) {
      message += part.slice(0, -1);
      continue;
    }
    const whole = message + part;
    message = '';
    handle(JSON.parse(whole));
  }
});
process.stdin.on('end', () => process.exit(0));
send({ ready: true });
