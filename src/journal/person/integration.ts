import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { writeUpPath } from '../page-id.ts';
import { isPresentable, personFile, PersonError, readPerson } from './person.ts';

/**
 * @returns What the author is reminded of, or `undefined` when every field is decided.
 * @example unsetWarning(['name']) // => 'content/person.yaml: name is not set. …'
 */
export function unsetWarning(unset: readonly string[], isLinked: boolean): string | undefined {
  if (unset.length === 0) return undefined;
  const fields = `${unset.join(', ')} ${unset.length === 1 ? 'is' : 'are'} not set.`;
  const effect = isLinked
    ? 'The portfolio says so in their place; `none` leaves a field out.'
    : 'The portfolio says so in their place, and nothing links to it until `name` is set.';
  return `${personFile}: ${fields} ${effect}`;
}

/** Stops a build at values that cannot be used, and names the fields that still wait for the author. */
export function personCheck(): AstroIntegration {
  let command: 'dev' | 'build' | 'preview' | 'sync';
  return {
    name: 'journal:person',
    hooks: {
      'astro:config:setup': ({ command: given, addWatchFile, config }) => {
        command = given;
        addWatchFile(new URL(personFile, config.root));
      },
      'astro:config:done': ({ config, logger }) => {
        if (command !== 'build' && command !== 'dev') return;
        try {
          const person = readPerson(fileURLToPath(config.root));
          const warning = unsetWarning(person.unset, isPresentable(person));
          if (warning) logger.warn(warning);
          for (const day of person.featured ?? []) {
            if (existsSync(new URL(writeUpPath(day), config.root))) continue;
            logger.warn(`${personFile} › featured: day ${day} is not written, and is left out.`);
          }
        } catch (error) {
          if (!(error instanceof PersonError)) throw error;
          if (command === 'dev') logger.error(error.message);
          else throw new AstroError(error.message, `Mend ${personFile} and run the build again.`);
        }
      },
    },
  };
}
