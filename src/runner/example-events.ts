/**
 * What `<example-runner>` tells the page around it: bubbling events, for a page that keeps what its reader
 * has done. The runner keeps nothing of it.
 *
 * - `examplerun`: the program listens, so that requests are answered.
 * - `examplecheck`: each request of the day has been sent, and all their assertions held.
 */
export const exampleEvents = ['examplerun', 'examplecheck'] as const;
export type ExampleEvent = (typeof exampleEvents)[number];

/** @param runner The `<example-runner>`; its `data-day` says which day the event is of. */
export const announce = (runner: HTMLElement, event: ExampleEvent): void =>
  void runner.dispatchEvent(new Event(event, { bubbles: true }));
