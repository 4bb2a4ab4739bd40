/** Calls functions of the real `internalBinding`s, in a Node of their own that exposes them. */
import { execFileSync } from 'node:child_process';

const program = `
  const { internalBinding } = require('internal/test/binding');
  const calls = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const url = internalBinding('url');
  process.stdout.write(JSON.stringify(calls.map(([binding, name, ...args]) => {
    const revived = args.map((value) => value === null ? undefined : value);
    const result = internalBinding(binding)[name](...revived);
    return { result, components: [...url.urlComponents] };
  })));`;

export type NativeCall = [binding: string, name: string, ...args: unknown[]];

/** Results in the order of the calls; with each, the content of `urlComponents` after it. */
export function callNative(calls: NativeCall[]): { result: unknown; components: number[] }[] {
  const output = execFileSync(
    process.execPath,
    ['--expose-internals', '--no-warnings', '-e', program],
    { input: JSON.stringify(calls), maxBuffer: 2 ** 26 },
  );
  return JSON.parse(output.toString());
}
