/**
 * Fewer messages to the page under load. Waking another thread costs a worker more than answering a
 * request: of ten requests in flight, the first answer leaves at once and the others, which are ready
 * before the page looks, leave together.
 */
import { browser } from '../core/browser.ts';
import type { ResponseBatchMessage, ResponseMessage, ResponseSink } from './messages.ts';

const channel = new browser.MessageChannel();
let onMarker = (): void => {};
// Set while loading: later Node makes the prototype of ports its own.
channel.port1.onmessage = () => onMarker();

/** A sink that posts alone what comes alone, and the rest as `responses`, in order. */
export function batchResponses(
  post: (message: ResponseMessage | ResponseBatchMessage, transfer?: Transferable[]) => void,
): ResponseSink {
  let messages: ResponseMessage[] = [];
  let transfers: Transferable[] = [];
  /** The marker lies behind the messages that have reached the worker already. */
  let markerSent = false;

  const sendMarker = (): void => {
    markerSent = true;
    channel.port2.postMessage(undefined);
  };
  onMarker = () => {
    markerSent = false;
    if (messages.length === 0) return;
    const batch = messages;
    const transfer = transfers;
    messages = [];
    transfers = [];
    post(batch.length === 1 ? batch[0]! : { type: 'responses', messages: batch }, transfer);
  };

  return (message, transfer) => {
    if (markerSent) {
      messages.push(message);
      if (transfer) transfers.push(...transfer);
      return;
    }
    post(message, transfer);
    sendMarker();
  };
}
