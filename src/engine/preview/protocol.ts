/**
 * What the service worker, the page that runs a container, and the documents of a preview say to each
 * other. Each receiver checks who speaks (a client inside or outside of the preview's URL space) and
 * the shape; where a message comes from a preview, the container is taken from the sender's URL, never
 * from the message.
 */
import type { RequestMessage, WebSocketRequest } from '../net/messages.ts';
import type { Cookie } from './cookie-jar.ts';
import { previewObstacles, type PreviewObstacle } from './preview-unavailable.ts';

/** A preview's request, without what the page adds: the cookies, and an id. */
export type PreviewRequest = Omit<RequestMessage, 'id' | 'port'>;
export type PreviewWebSocket = Omit<WebSocketRequest, 'port'>;

/** From the service worker to the page. */
export type WorkerToPage =
  /**
   * Which containers does this page run? The port takes an `OwnerAnswer`. The question names none: a
   * program could hear it in an empty frame of its preview, and their ids are what keeps them apart.
   */
  | { type: 'preview:owner' }
  /** The port takes `ResponseMessage`s, and sends `ResponseCommand`s. */
  | { type: 'preview:request'; containerId: string; port: number; request: PreviewRequest }
  /** The port takes `WebSocketEvent`s, and sends `WebSocketCommand`s. */
  | { type: 'preview:websocket'; containerId: string; port: number; request: PreviewWebSocket }
  /** Cookies that a response sets. The port takes a `CookiesAnswer` once they are stored. */
  | { type: 'preview:set-cookies'; containerId: string; url: string; lines: string[] }
  /** A document wrote to `document.cookie`. The port takes a `CookiesAnswer`. */
  | { type: 'preview:document-cookie'; containerId: string; url: string; text: string };

export interface OwnerAnswer {
  containerIds: string[];
}

/** The cookies that documents may read. */
export interface CookiesAnswer {
  cookies: Cookie[];
}

/** From the service worker to the process, on the port of a request. */
export type ResponseCommand = { type: 'abort' } | { type: 'credit'; bytes: number };

/** From the page to the service worker. */
export type PageToWorker =
  /** Cookies have changed by another way than a preview's response. */
  | { type: 'preview:cookies'; containerId: string; cookies: Cookie[] }
  /** The server on the port, or all of the container, is gone and will not answer any more. */
  | { type: 'preview:stopped'; containerId: string; port?: number };

/** From a document of a preview to the service worker; the port is the socket. */
export interface DocumentToWorker {
  type: 'preview:websocket';
  port: number;
  path: string;
  protocols: string[];
}

/** From the service worker to the documents of a preview. A port, if there is one, takes any answer. */
export type WorkerToDocument =
  { type: 'preview:cookies'; cookies: Cookie[] } | { type: 'preview:stopped'; port?: number };

/** From the page to the bridge at a second origin, over their port; other messages are handed on. */
export type PageToBridge =
  | { type: 'preview:serves'; containerIds: readonly string[] }
  /** The answer is `preview:ready`. */
  | { type: 'preview:ping' };

/** From the bridge to the page: one of them before any message of the service worker. */
export type BridgeToPage =
  { type: 'preview:ready' } | { type: 'preview:unavailable'; obstacle: PreviewObstacle };

/** To the window of the bridge, with the port for all that follows. */
export const CONNECT = 'preview:connect';

/**
 * From the page that frames a preview to its document, which it cannot look into at another origin. The
 * port takes a `LocationMessage` now and at every change.
 */
export const FOLLOW = 'preview:follow';

export interface LocationMessage {
  type: 'preview:location';
  href: string;
}

/** What the script in an HTML document has to know. */
export interface InjectedConfig {
  space: string;
  containerId: string;
  port: number;
  cookies: Cookie[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isString = (value: unknown): value is string => typeof value === 'string';
const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 65536;
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isString);

export function isWorkerToPage(data: unknown): data is WorkerToPage {
  if (!isObject(data)) return false;
  if (data.type === 'preview:owner') return true;
  if (!isString(data.containerId)) return false;
  switch (data.type) {
    case 'preview:request':
      return isPort(data.port) && isObject(data.request) && isString(data.request.path);
    case 'preview:websocket':
      return isPort(data.port) && isObject(data.request) && isString(data.request.path);
    case 'preview:set-cookies':
      return isString(data.url) && isStrings(data.lines);
    case 'preview:document-cookie':
      return isString(data.url) && isString(data.text);
    default:
      return false;
  }
}

export function isPageToWorker(data: unknown): data is PageToWorker {
  if (!isObject(data) || !isString(data.containerId)) return false;
  if (data.type === 'preview:cookies') return Array.isArray(data.cookies);
  return data.type === 'preview:stopped' && (data.port === undefined || isPort(data.port));
}

export const isPageToBridge = (data: unknown): data is PageToBridge =>
  isObject(data) &&
  (data.type === 'preview:ping' ||
    (data.type === 'preview:serves' && isStrings(data.containerIds)));

export function isBridgeToPage(data: unknown): data is BridgeToPage {
  if (!isObject(data)) return false;
  if (data.type === 'preview:unavailable') {
    return previewObstacles.some((one) => one === data.obstacle);
  }
  return data.type === 'preview:ready';
}

export const isConnect = (data: unknown): boolean => isObject(data) && data.type === CONNECT;

export const isFollow = (data: unknown): boolean => isObject(data) && data.type === FOLLOW;

export function isDocumentToWorker(data: unknown): data is DocumentToWorker {
  return (
    isObject(data) &&
    data.type === 'preview:websocket' &&
    isPort(data.port) &&
    isString(data.path) &&
    data.path.startsWith('/') &&
    isStrings(data.protocols)
  );
}

export function isWorkerToDocument(data: unknown): data is WorkerToDocument {
  if (!isObject(data)) return false;
  if (data.type === 'preview:cookies') return Array.isArray(data.cookies);
  return data.type === 'preview:stopped';
}
