import { describe, expect, it } from 'vitest';
import { parseHttpFile } from '../http-file/index.ts';
import { readFrontMatter } from '../journal/checks/front-matter.ts';
import { plannedDays } from '../journal/curriculum.ts';
import { newDayFiles } from './day-template.ts';

describe.each(plannedDays.map((planned) => [planned.day, planned] as const))(
  'day %i',
  (day, planned) => {
    const files = newDayFiles(planned);
    const [example, requests, writeUp] = Object.keys(files);

    it('has a write-up whose front matter is sound', () => {
      const { data, problems } = readFrontMatter(writeUp!, files[writeUp!]!);
      expect(problems).toEqual([]);
      expect(data).toMatchObject({
        day,
        title: planned.title,
        phase: planned.phase,
        draft: true,
      });
    });

    it('has requests that can be read', () => {
      expect(parseHttpFile(files[requests!]!).requests).toHaveLength(5);
      expect(example).toBe(`examples/day${day}/app.ts`);
    });
  },
);
