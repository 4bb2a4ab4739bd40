/** What page and worker say to each other about requests. All of it can be structured-cloned. */

/** One request to a server of the process. */
export interface RequestMessage {
  /** Chosen by the sender, unique among requests in flight. */
  id: number;
  method: string;
  port: number;
  /** Origin-form target: path and query. */
  path: string;
  headers: [name: string, value: string][];
  body?: Uint8Array;
  /**
   * Body bytes that may be on their way to the page before it credits them with `creditResponse`;
   * without it the server is slowed down only by its own event loop.
   */
  window?: number;
}

/** The head of a response, and its body as far as it came with it. */
export interface ResponseHeadMessage {
  type: 'response';
  id: number;
  status: number;
  statusText: string;
  /** Names and values in turn, as on the wire. Flat, because it clones in half the time of pairs. */
  rawHeaders: string[];
  /** May cover only a part of its buffer. */
  body?: Uint8Array;
  /** Whether this is the whole response; else `response-body` messages follow. */
  done: boolean;
}

export interface ResponseBodyMessage {
  type: 'response-body';
  id: number;
  chunk?: Uint8Array;
  done: boolean;
}

/** The request failed, or its response broke off; nothing follows. */
export interface ResponseErrorMessage {
  type: 'response-error';
  id: number;
  /** Node's code: `ECONNREFUSED`, `ECONNRESET`, `HPE_…`, or `ERR_…` for a request that is not valid. */
  code: string;
  message: string;
}

export type ResponseMessage = ResponseHeadMessage | ResponseBodyMessage | ResponseErrorMessage;
/** Messages of several requests, in order, made by `batchResponses`. */
export interface ResponseBatchMessage {
  type: 'responses';
  messages: ResponseMessage[];
}

export type ResponseSink = (message: ResponseMessage, transfer?: Transferable[]) => void;

/** A WebSocket that a page wants to open to a server of the process. */
export interface WebSocketRequest {
  port: number;
  /** Origin-form target: path and query. */
  path: string;
  protocols?: string[];
  /** Further headers of the handshake, such as `Cookie` and `Origin`. */
  headers?: [name: string, value: string][];
}

/** From the worker to the page's WebSocket. After `close` nothing follows. */
export type WebSocketEvent =
  | { type: 'open'; protocol: string }
  | { type: 'message'; data: string | ArrayBuffer }
  | { type: 'error'; message: string }
  | { type: 'close'; code: number; reason: string; wasClean: boolean };

/** From the page's WebSocket to the worker. */
export type WebSocketCommand =
  | { type: 'send'; data: string | ArrayBuffer | Uint8Array }
  | { type: 'close'; code?: number; reason?: string };

/** A frame of a page's WebSocket as an observer sees it. Fragments are joined. */
export interface SocketFrame {
  /** From the page's point of view. */
  direction: 'sent' | 'received';
  kind: 'text' | 'binary' | 'ping' | 'pong' | 'close';
  /** The payload, or its beginning. */
  data: Uint8Array;
  /** Bytes of the whole payload. */
  size: number;
  /** Milliseconds since the epoch. */
  time: number;
}

/** From the worker to the observer of one WebSocket. After `closed` nothing follows. */
export interface SocketFrames {
  frames: SocketFrame[];
  /** Frames after these that came too fast to be shown. */
  missed: number;
  closed?: { code: number; reason: string };
}
