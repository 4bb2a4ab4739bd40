/** `llms.txt`: the journal in one Markdown file of links, https://llmstxt.org. */
import { phases } from '../curriculum.ts';
import { dayMarkdownUrl } from '../markdown/day-markdown.ts';
import type { DayData } from '../schemas/day.ts';
import { publicUrl, site } from '../site.ts';
import { dayLabel } from '../written-days.ts';

/** @param days The written days, in their order. */
export function llmsTxt(days: readonly DayData[]): string {
  const sections = phases.flatMap(({ phase, name }) => {
    const links = days
      .filter((day) => day.phase === phase)
      .map((day) => `- [${dayLabel(day)}](${dayMarkdownUrl(day.day)}): ${day.description}`);
    return links.length > 0 ? [`## Phase ${phase}: ${name}`, links.join('\n')] : [];
  });
  const more = [
    `- [All days](${publicUrl('days/')}): the whole plan, written and planned`,
    `- [Skills](${publicUrl('skills/')}): every skill with the days that train it`,
    ...(site.repository ? [`- [Source](${site.repository}): the site and the examples`] : []),
  ];
  return [
    `# ${site.title}`,
    `> ${site.description}`,
    'Each link leads to a day as Markdown: the write-up with the code of its example, sources, and the commands that run it.',
    ...sections,
    '## Optional',
    more.join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
