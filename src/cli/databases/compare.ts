import { isDeepStrictEqual } from 'node:util';

/**
 * By the name of a case, what a server gave. `comparison/answers.json` has what the real one gave when it
 * was last asked (`npm run test:databases -- --record`), for machines without it.
 */
export type Answers = Record<string, unknown>;
/** `comparison/differences.json`: what the stand-in gives where the real server gives something else, and why. */
export type Differences = Record<string, { standIn: unknown; reason: string }>;

export interface Findings {
  cases: number;
  same: number;
  /** Known and explained. */
  listed: string[];
  /** By the name of the case: a difference that nobody explained, or an explanation that is not true. */
  faults: Map<string, string>;
}

/** Compares what the stand-in gave with what the real server gives, case by case. */
export function compare(standIn: Answers, real: Answers, differences: Differences): Findings {
  const findings: Findings = { cases: 0, same: 0, listed: [], faults: new Map() };
  for (const [name, answer] of Object.entries(standIn)) {
    findings.cases += 1;
    const difference = differences[name];
    if (isFailure(answer) || isFailure(real[name])) {
      findings.faults.set(name, `could not be run: ${JSON.stringify([answer, real[name]])}`);
    } else if (!(name in real)) {
      findings.faults.set(name, "the real server's answer is not known; run with --record");
    } else if (isDeepStrictEqual(answer, real[name])) {
      findings.same += 1;
      if (difference)
        findings.faults.set(name, 'listed as a difference, but there is none any more');
    } else if (!difference) {
      findings.faults.set(name, firstDifference(answer, real[name]).join('\n    real:     '));
    } else if (!isDeepStrictEqual(answer, difference.standIn)) {
      findings.faults.set(
        name,
        `differs in another way than listed: ${firstDifference(answer, difference.standIn).join('\n    listed:   ')}`,
      );
    } else {
      findings.listed.push(`${name}: ${difference.reason}`);
    }
  }
  for (const name of Object.keys(differences))
    if (!(name in standIn)) findings.faults.set(name, 'listed as a difference, but no such case');
  return findings;
}

/** Two cases that fail alike are no agreement. */
const isFailure = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'failed' in answer;

/** Names the first place where two answers differ, and gives both texts of it. */
export function firstDifference(one: unknown, other: unknown, path = ''): [string, string] {
  if (typeof one === 'object' && typeof other === 'object' && one && other) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) {
      const pair = [one, other].map((side) => (side as Record<string, unknown>)[key]);
      if (!isDeepStrictEqual(pair[0], pair[1]))
        return firstDifference(pair[0], pair[1], path ? `${path}.${key}` : key);
    }
  }
  const text = (value: unknown): string => JSON.stringify(value) ?? '(nothing)';
  return [`at ${path || 'the whole'}\n    stand-in: ${text(one)}`, text(other)];
}
