import { definePlugin, type ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import { select, setProperty } from '@astrojs/starlight/expressive-code/hast';

/** Names a code block by its file and region, or by its first line where it has no file. */
const labelOf = (title: string | undefined, region: string | undefined, code: string): string =>
  title ? [title, region].filter(Boolean).join(', ') : (code.trim().split('\n')[0] ?? '');

/**
 * Gives each code block a name. Expressive Code's script makes a block that overflows a region, so
 * that it can be scrolled by keyboard, and a page may not have two regions of the same name.
 */
export const labelledCode = (): ExpressiveCodePlugin =>
  definePlugin({
    name: 'labelled-code',
    hooks: {
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        const pre = select('pre', renderData.blockAst);
        if (!pre) return;
        const region = codeBlock.metaOptions.getString('region');
        // A name needs a role; the script puts `region` in the place of this one.
        setProperty(pre, 'role', 'group');
        setProperty(pre, 'ariaLabel', labelOf(codeBlock.props.title, region, codeBlock.code));
      },
    },
  });
