import { definePlugin, type ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import { selectAll } from '@astrojs/starlight/expressive-code/hast';

/**
 * Makes the markup of code blocks valid: Expressive Code builds `<code>` and its button from `<div>`,
 * which HTML allows in neither. Its style sheet names lines by class; only the button's needs another
 * tag. Each line keeps its end as text, for search and readers that go by tags.
 */
export const phrasingCode = (): ExpressiveCodePlugin =>
  definePlugin({
    name: 'phrasing-code',
    baseStyles: `.copy button > span {
      position: absolute;
      inset: 0;
      border-radius: inherit;
      background: var(--ec-frm-inlBtnBg);
      opacity: var(--ec-frm-inlBtnBgIdleOpa);
      transition-property: inherit;
      transition-duration: inherit;
      transition-timing-function: inherit;
    }
    .copy button:hover > span,
    .copy button:focus:focus-visible > span {
      opacity: var(--ec-frm-inlBtnBgHoverOrFocusOpa);
    }
    .copy button:active > span {
      opacity: var(--ec-frm-inlBtnBgActOpa);
    }`,
    hooks: {
      postprocessRenderedBlockGroup: ({ renderData }) => {
        for (const line of selectAll('.ec-line > .code', renderData.groupAst)) {
          const last = line.children.at(-1);
          if (last?.type !== 'text' || !last.value.endsWith('\n')) {
            line.children.push({ type: 'text', value: '\n' });
          }
        }
        for (const element of selectAll('code div, button div', renderData.groupAst)) {
          element.tagName = 'span';
        }
      },
    },
  });
