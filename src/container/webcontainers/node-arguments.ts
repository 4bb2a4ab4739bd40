/** The command line of `node`, adapted to a container in which every `.ts` file has a `.js` twin. */
import { isTypeScript, scriptPath } from './strip-types.ts';

/** Flags whose value is the next argument (Node's CLI documentation). */
const flagsWithValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--watch-path',
  '--test-name-pattern',
  '--test-reporter',
  '--test-reporter-destination',
]);

/** Flags after which there is no script: the program is in the arguments themselves. */
const inlinePrograms = new Set(['-e', '--eval', '-p', '--print', '-pe']);

/** Node 20 refuses to start when it meets these, and the types are gone already. */
const typeStrippingFlag = /^--(no-)?(experimental-)?(strip|transform)-types$/;

const script = (argument: string): string =>
  isTypeScript(argument) ? scriptPath(argument) : argument;

/**
 * Names the stripped files in `node`'s arguments; the program's own arguments are left alone.
 *
 * @example nodeArguments(['--watch', 'app.ts', 'data.ts']) // → ['--watch', 'app.js', 'data.ts']
 */
export const nodeArguments = (args: readonly string[]): string[] => {
  const result: string[] = [];
  const isTestRun = args.includes('--test');
  let inProgram = false;
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (inProgram) {
      result.push(argument);
    } else if (inlinePrograms.has(argument)) {
      result.push(argument);
      inProgram = true;
    } else if (typeStrippingFlag.test(argument)) {
      continue;
    } else if (flagsWithValue.has(argument)) {
      result.push(argument);
      if (i + 1 < args.length) result.push(script(args[++i]!));
    } else if (argument.startsWith('-')) {
      const [flag, ...value] = argument.split('=');
      result.push(value.length === 0 ? argument : `${flag}=${script(value.join('='))}`);
    } else {
      result.push(script(argument));
      // `node --test a.test.ts b.test.ts` takes many files; otherwise the first one is the program.
      inProgram = !isTestRun;
    }
  }
  return result;
};
