import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { dayOfFile } from '../page-id.ts';

/**
 * Gives write-ups `<Code>`, `<Database>` and `<Runner>` without an import line. The import is put after the text,
 * where imports are hoisted from all the same, so that line numbers in messages stay right. Passing
 * the components as props instead would put their styles and scripts on every page of the site.
 */
export function mdxComponents(): AstroIntegration {
  return {
    name: 'journal:mdx-components',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        const content = fileURLToPath(new URL('content/', config.root));
        const components = fileURLToPath(new URL('journal/components/', config.srcDir));
        const imports = ['Code', 'Database', 'Runner']
          .map((name) => `import ${name} from ${JSON.stringify(`${components}${name}.astro`)};`)
          .join('\n');
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'journal:mdx-components',
                enforce: 'pre',
                transform(code, id) {
                  const [path = ''] = id.split('?');
                  const isWriteUp =
                    path.startsWith(content) && dayOfFile(path.slice(content.length)) !== undefined;
                  return isWriteUp ? { code: `${code}\n\n${imports}\n`, map: null } : undefined;
                },
              },
            ],
          },
        });
      },
    },
  };
}
