import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { checkDays } from './check-days.ts';
import { formatProblem } from './problem.ts';
import { readProject } from './project-facts.ts';

/**
 * Checks the days before anything is built. A build stops at problems; the dev server reports them
 * and goes on, since a day that is being written passes through such states.
 */
export function dayChecks(): AstroIntegration {
  let command: 'dev' | 'build' | 'preview' | 'sync';
  return {
    name: 'journal:day-checks',
    hooks: {
      'astro:config:setup': (options) => {
        command = options.command;
      },
      'astro:config:done': async ({ config, logger }) => {
        if (command !== 'build' && command !== 'dev') return;
        const problems = checkDays(await readProject(fileURLToPath(config.root)));
        if (problems.length === 0) return;
        const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
        const message = `${count} in the days:\n\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n\n')}\n`;
        if (command === 'dev') logger.error(message);
        else throw new AstroError(message, 'Mend these and run the build again.');
      },
    },
  };
}
