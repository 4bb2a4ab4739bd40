import { expect, it } from 'vitest';
import { readRecords } from './records.ts';

const record = (value: unknown): string => `\u001e${JSON.stringify(value)}\n`;
const head = record({ database: 'Redis', target: 'stand-in' });

it('finds the records between what else is printed', () => {
  const output = `${head}a driver's warning\n${record({ name: 'a', answer: [1, '\u001e'] })}`;
  expect(
    readRecords(`${output}${record({ name: 'b', answer: null })}${record({ end: true })}`),
  ).toEqual({
    database: 'Redis',
    target: 'stand-in',
    answers: { a: [1, '\u001e'], b: null },
  });
});

it('tells a program that stopped from one that came to its end', () => {
  expect(() => readRecords(`${head}${record({ name: 'a', answer: 1 })}killed`)).toThrow(
    /after 1 answers[^]*killed/,
  );
});

it('refuses two cases of one name', () => {
  const twice = record({ name: 'a', answer: 1 });
  expect(() => readRecords(head + twice + twice + record({ end: true }))).toThrow('"a"');
});
