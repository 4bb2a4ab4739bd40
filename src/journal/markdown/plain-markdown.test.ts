import { describe, expect, it } from 'vitest';
import { fencedCode, plainMarkdown, type ComponentText } from './plain-markdown.ts';

const show: ComponentText = (name, attributes) =>
  name === 'Code'
    ? fencedCode("import a from 'a';\n<App>\n", 'ts', attributes['file'])
    : name === 'Runner'
      ? '[Run it](/)'
      : undefined;

describe('plainMarkdown', () => {
  it.each([
    ['text as it is', 'One *two*.\n\n- three', 'One *two*.\n\n- three'],
    ['a component', 'Before\n\n<Runner />\n\nAfter', 'Before\n\n[Run it](/)\n\nAfter'],
    [
      'code, whose imports and tags stay',
      '<Code file="app.ts" mark={[2]} />',
      '```ts title="app.ts"\nimport a from \'a\';\n<App>\n```',
    ],
    [
      'a component over several lines',
      '<Code\n  file="app.ts"\n/>',
      '```ts title="app.ts"\nimport a from \'a\';\n<App>\n```',
    ],
    ['one that shows nothing', 'Before\n\n<Nothing />\n\nAfter', 'Before\n\nAfter'],
    ['tags around Markdown', '<Tabs>\n\nInside\n\n</Tabs>', 'Inside'],
    ['imports and comments', "import X from './x';\n\nText {/* aside */}\n", 'Text'],
    [
      'components in fenced code',
      '```mdx\n<Code file="x" />\n```',
      '```mdx\n<Code file="x" />\n```',
    ],
    ['tags in inline code', 'An `<Img />` in a line', 'An `<Img />` in a line'],
  ])('%s', (_, mdx, markdown) => {
    expect(plainMarkdown(mdx, show)).toBe(markdown);
  });
});

it.each([
  ['a', '```ts\na\n```'],
  ['```\nb\n```', '````ts\n```\nb\n```\n````'],
])('fencedCode(%j)', (code, markdown) => {
  expect(fencedCode(code, 'ts')).toBe(markdown);
});
