/** Requests of the page to the program's servers: the inside of the worker of `Container.request`. */
import type { RequestMessage, ResponseSink } from './messages.ts';
import { encodeRequest, InvalidRequest, type EncodedRequest } from './request-head.ts';
import { ServerConnection, type ConnectionEvents, type Exchange } from './server-connection.ts';
import { TCP } from './tcp.ts';

/** Methods that a client may send again by itself (RFC 9110, 9.2.2). */
const IDEMPOTENT = /^(?:GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/;

/** Kept-alive connections by port, the one used last at the end. */
const idle = new Map<number, ServerConnection[]>();
/** Connections by the id of the request that they carry. */
const busy = new Map<number, ServerConnection>();

const events: ConnectionEvents = {
  finished(connection, exchange) {
    busy.delete(exchange.request.id);
    if (!connection.isOpen) return;
    const connections = idle.get(connection.port);
    if (connections) connections.push(connection);
    else idle.set(connection.port, [connection]);
  },
  unanswered(connection, exchange, unread) {
    busy.delete(exchange.request.id);
    // The server closed the kept-alive connection while the request was on its way to it.
    const again =
      connection.used && !exchange.retried && (unread || IDEMPOTENT.test(exchange.request.method));
    if (again) {
      exchange.retried = true;
      send(exchange, true);
    } else {
      fail(exchange, 'ECONNRESET', 'socket hang up');
    }
  },
  failed(_connection, exchange) {
    busy.delete(exchange.request.id);
  },
  closed(connection) {
    const connections = idle.get(connection.port);
    const index = connections?.indexOf(connection) ?? -1;
    if (index >= 0) connections!.splice(index, 1);
  },
};

const fail = ({ request, sink }: Exchange, code: string, message: string): void =>
  sink({ type: 'response-error', id: request.id, code, message });

function connect(port: number): ServerConnection | undefined {
  const connection = new ServerConnection(port, events);
  return TCP.connectFromOutside(port, connection) && connection;
}

function send(exchange: Exchange, fresh: boolean): void {
  const { id, port } = exchange.request;
  let encoded: EncodedRequest;
  try {
    encoded = encodeRequest(exchange.request);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    fail(exchange, error.code, error.message);
    return;
  }
  const connection = (fresh ? undefined : idle.get(port)?.pop()) ?? connect(port);
  if (!connection) {
    fail(exchange, 'ECONNREFUSED', `connect ECONNREFUSED 127.0.0.1:${port}`);
    return;
  }
  busy.set(id, connection);
  connection.send(exchange, encoded);
}

/**
 * Sends one request to the server that listens on its port, over a kept-alive connection if there is
 * one. The answer goes to `sink`: one `response` message if it was written at once, else its head and
 * then `response-body` messages, the last one `done`; or one `response-error`.
 */
export function handleRequest(request: RequestMessage, sink: ResponseSink): void {
  send({ request, sink, retried: false }, false);
}

/** The client went away. The server sees its connection close; nothing more is reported. */
export function abortRequest(id: number): void {
  const connection = busy.get(id);
  busy.delete(id);
  connection?.abort();
}

/** The page has taken `bytes` of the body of a response; see `RequestMessage.window`. */
export function creditResponse(id: number, bytes: number): void {
  busy.get(id)?.credit(bytes);
}
