import { expect, it } from 'vitest';
import { readingMinutes } from './reading-time.ts';

const words = (count: number): string => 'word '.repeat(count);

it.each([
  ['nothing', '', 1],
  ['prose', words(600), 3],
  ['code that does not count', `${words(400)}\n\`\`\`ts\n${words(800)}\n\`\`\`\n`, 2],
  [
    'components and addresses',
    `${words(400)}\n<Code file="a.ts" region="b" />\n[a](${'x/'.repeat(900)})`,
    2,
  ],
])('%s', (_, body, minutes) => {
  expect(readingMinutes(body)).toBe(minutes);
});
