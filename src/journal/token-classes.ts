/**
 * Code blocks in a tenth of the markup: tokens that carry the class of their kind and no colours, no
 * element around what has none, and no second copy of the text for the copy button.
 */
import { definePlugin, type ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import {
  select,
  selectAll,
  toText,
  type Element,
  type ElementContent,
} from '@astrojs/starlight/expressive-code/hast';
import { shownKind, tokenClass, type TokenKind } from '../runner/token-kinds.ts';

/** By the colours of the dark theme, `github-dark-default`. What is not here has the text's own. */
const kinds: Readonly<Record<string, TokenKind>> = {
  '#FF7B72': 'keyword',
  '#7EE787': 'keyword',
  '#A5D6FF': 'string',
  '#8B949E': 'comment',
  '#79C0FF': 'constant',
  '#D2A8FF': 'function',
};

/** @example kindOf('--0:#FF7B72;--1:#CF222E') // => 'keyword' */
export function kindOf(style: unknown): TokenKind | undefined {
  const [, colour = ''] = /--0:(#[\da-f]{6})/i.exec(typeof style === 'string' ? style : '') ?? [];
  return kinds[colour.toUpperCase()];
}

const isBare = ({ tagName, properties: { style, className } }: Element): boolean =>
  tagName === 'span' &&
  (className === undefined
    ? typeof style === 'string' && style.startsWith('--')
    : String(className) === 'indent');

function withClasses(children: readonly ElementContent[]): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child];
    const inside = withClasses(child.children);
    if (!isBare(child)) return [{ ...child, children: inside }];
    const kind = shownKind(kindOf(child.properties.style), toText(child));
    if (!kind) return inside;
    return [{ ...child, properties: { className: [tokenClass(kind)] }, children: inside }];
  });
}

/** Runs in the page: what is copied is read from the block when its button is pressed. */
const copyFromPage = `document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('.expressive-code .copy button');
  const lines = button?.closest('figure').querySelectorAll('.ec-line > .code') ?? [];
  if (button) button.dataset.code = [...lines].map((line) => line.textContent.replace(/\\n$/, '')).join('\\u007f');
}, true);`;

export const tokenClasses = (): ExpressiveCodePlugin =>
  definePlugin({
    name: 'token-classes',
    jsModules: [copyFromPage],
    hooks: {
      postprocessRenderedBlock: ({ renderData }) => {
        for (const line of selectAll('.ec-line > .code', renderData.blockAst))
          line.children = withClasses(line.children);
        const button = select('.copy button', renderData.blockAst);
        if (button) button.properties.dataCode = '';
      },
    },
  });
