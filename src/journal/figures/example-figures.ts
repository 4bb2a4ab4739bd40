/** What the written days amount to, counted from their own files. */
import { parseHttpFile } from '../../http-file/index.ts';
import type { Example } from '../../runner/example.ts';

export interface ExampleFigures {
  /** Days with an example. */
  days: number;
  /** Requests in their `requests.http` files. */
  requests: number;
  /** Assertions on the answers to those requests. */
  assertions: number;
  /** Lines of the examples' text files that are not empty, without the requests. */
  lines: number;
}

const filledLines = (text: string): number =>
  text.split('\n').filter((line) => line.trim() !== '').length;

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** @throws HttpFileError when the requests of an example cannot be read. */
export function figuresOf(
  examples: readonly Pick<Example, 'files' | 'requests'>[],
): ExampleFigures {
  const requests = examples.flatMap((example) => parseHttpFile(example.requests).requests);
  const texts = examples.flatMap(({ files }) => files.filter(({ encoding }) => !encoding));
  return {
    days: examples.length,
    requests: requests.length,
    assertions: sum(requests.map(({ assertions }) => assertions.length)),
    lines: sum(texts.map(({ contents }) => filledLines(contents))),
  };
}
