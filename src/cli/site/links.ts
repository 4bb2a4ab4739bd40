/** Whether what pages refer to is there: pages, anchors, scripts, styles, images. */
import { LinkChecker, LinkState } from 'linkinator';
import { startStaticServer } from '../static-server.ts';
import type { BuiltPage } from './pages.ts';
import type { SiteProblem } from './problem.ts';

export interface LinkReport {
  /** How many different addresses of the site were asked for. */
  checked: number;
  problems: SiteProblem[];
}

/**
 * Follows every link of every page that stays inside the site, served as `npm start` does. A link that
 * is answered by a redirect counts as broken: a static host may not have that redirect.
 *
 * @param base Path that the site was built for, with slashes at both ends.
 */
export async function checkLinks(
  folder: string,
  pages: readonly BuiltPage[],
  base = '/',
): Promise<LinkReport> {
  const { server, url } = await startStaticServer({ folder, base, port: 0 });
  const { origin } = new URL(url);
  try {
    const { links } = await new LinkChecker().check({
      // Each page by its address, so that one which nothing links to is looked at too.
      path: pages.map(({ path }) => new URL(path.slice(1), url).href),
      recurse: false,
      checkFragments: true,
      checkCss: true,
      redirects: 'error',
      linksToSkip: async (link) => !link.startsWith(`${origin}/`),
    });
    const inside = links.filter(({ state }) => state !== LinkState.SKIPPED);
    const broken = inside.filter(({ state }) => state === LinkState.BROKEN);
    return {
      checked: new Set(inside.map((link) => link.url)).size,
      problems: broken.map(({ url: target, parent, status, failureDetails = [] }) => {
        const reasons = failureDetails.flatMap((detail) =>
          detail instanceof Error ? [detail.message] : [],
        );
        const reason = reasons[0] ?? `answered with ${status ?? 'nothing'}`;
        return {
          page: new URL(parent ?? url).pathname,
          message: `broken link to ${target.slice(origin.length)}: ${reason}`,
        };
      }),
    };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
