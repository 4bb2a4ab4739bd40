/** What `examples/databases/answers.ts` prints. */
import type { Answers } from './compare.ts';

export interface Answered {
  /** As people write it: "Redis". */
  database: string;
  /** The server that answered, or null where there is none. */
  target: string | null;
  answers: Answers;
}

/**
 * Reads the records out of a program's output, between which drivers may have printed anything.
 *
 * @throws Error with the end of the output when the program did not come to its end.
 */
export function readRecords(output: string): Answered {
  const answered: Answered = { database: '', target: null, answers: {} };
  let ended = false;
  for (const part of output.split('\u001e').slice(1)) {
    const record = JSON.parse(part.split('\n', 1)[0]!) as Partial<Answered> & {
      name?: string;
      answer?: unknown;
      end?: true;
    };
    if (record.end) ended = true;
    else if (record.name === undefined) Object.assign(answered, record);
    else if (record.name in answered.answers) {
      throw new Error(`Two cases are called "${record.name}".`);
    } else answered.answers[record.name] = record.answer;
  }
  if (ended) return answered;
  const count = Object.keys(answered.answers).length;
  throw new Error(`The comparison ended after ${count} answers.\n${output.slice(-4000)}`);
}
