/** Which kind of token a tag of CodeMirror's grammars is: as near as they come to Shiki's theme. */
import { tagHighlighter, tags } from '@lezer/highlight';
import { tokenClass } from '../token-kinds.ts';

const kind = {
  keyword: tokenClass('keyword'),
  string: tokenClass('string'),
  comment: tokenClass('comment'),
  constant: tokenClass('constant'),
  function: tokenClass('function'),
  link: tokenClass('link'),
};

const { function: calls, constant, special } = tags;

/** As Shiki's theme of CSS variables does it, so that little changes its colour at the hand-over. */
export const highlighter = tagHighlighter([
  {
    tag: [
      tags.keyword,
      // Operators have the text's own colour, but those that are words are keywords too.
      tags.modifier,
    ],
    class: kind.keyword,
  },
  {
    tag: [tags.string, tags.regexp, special(tags.string), tags.attributeValue, tags.tagName],
    class: kind.string,
  },
  { tag: tags.comment, class: kind.comment },
  {
    tag: [
      tags.number,
      tags.bool,
      tags.null,
      tags.self,
      tags.atom,
      tags.unit,
      tags.color,
      constant(tags.variableName),
      constant(tags.propertyName),
    ],
    class: kind.constant,
  },
  {
    tag: [
      calls(tags.variableName),
      calls(tags.propertyName),
      tags.className,
      tags.typeName,
      tags.attributeName,
      tags.heading,
    ],
    class: kind.function,
  },
  { tag: [tags.link, tags.url], class: kind.link },
]);
