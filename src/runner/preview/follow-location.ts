/** Where a preview of another origin is: its document tells, since a page cannot look into it. */

interface LocationMessage {
  type: 'preview:location';
  href: string;
}

/** The message may come from a program: nothing in it is taken for granted. */
const isLocationMessage = (data: unknown): data is LocationMessage =>
  typeof data === 'object' &&
  data !== null &&
  (data as Partial<LocationMessage>).type === 'preview:location' &&
  typeof (data as Partial<LocationMessage>).href === 'string';

/**
 * Asks the frame's document where it is. Documents that are not HTML do not answer.
 *
 * @param base The preview's base URL. Only a document of its origin gets the question.
 * @param arrived Called now and at each change, with any URL: the document is free to lie.
 * @returns Ends it.
 */
export function followLocation(
  frame: Window,
  base: string,
  arrived: (href: string) => void,
): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isLocationMessage(data)) arrived(data.href);
  };
  frame.postMessage({ type: 'preview:follow' }, new URL(base).origin, [port2]);
  return () => port1.close();
}
