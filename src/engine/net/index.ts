/** The network of a process, as its worker's entry wires it to the host. */
export { abortRequest, creditResponse, handleRequest } from './requests.ts';
export { PagePort } from './page-port.ts';
export { batchResponses } from './response-batches.ts';
export { openWebSocket } from './websocket-client.ts';
export { outputLink, pushStdin, setStdio, stdioTarget, writeToLink } from './stdio.ts';
export { joinProcesses, receiveProcessEvent } from './process-events.ts';
export { receivedChanges } from './received-changes.ts';
export { ports } from './tcp.ts';
export type {
  RequestMessage,
  ResponseBatchMessage,
  ResponseMessage,
  ResponseSink,
  WebSocketCommand,
  WebSocketEvent,
  WebSocketRequest,
} from './messages.ts';
