/** What an owner of the site sets: names, addresses, and where its source is published. */
export interface SiteConfig {
  /** The name of the site, in the header and in every page's title. */
  title: string;
  /** One sentence for search engines and link previews. */
  description: string;
  /**
   * Origin that the site is published at, for instance `https://backend.example.org`. Needed for
   * canonical links and the sitemap only; a build without it works at any address. Environment:
   * `SITE_URL`.
   */
  url: string | undefined;
  /** Path that the site is published under, with slashes at both ends. Environment: `BASE_PATH`. */
  base: string;
  /**
   * Address of the public repository, for instance `https://github.com/owner/name`. When it is set,
   * pages link to their source and the run commands begin with `git clone`. Environment:
   * `REPOSITORY_URL`.
   */
  repository: string | undefined;
  /** The branch that source links point to. */
  branch: string;
}

/** @example asBase('journal') // => '/journal/' */
export function asBase(path: string | undefined): string {
  const trimmed = (path ?? '').replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '/' : `/${trimmed}/`;
}

const fromEnvironment = (name: string): string | undefined => process.env[name] || undefined;

export const site: SiteConfig = {
  title: '100 Days of Backend',
  description:
    'A journal of backend development in 100 days. Day by day: a write-up, and an Express 5 app that runs in your browser tab.',
  url: fromEnvironment('SITE_URL'),
  base: asBase(fromEnvironment('BASE_PATH')),
  repository: fromEnvironment('REPOSITORY_URL')?.replace(/\/+$/, ''),
  branch: 'main',
};

/**
 * Address of a path inside the site.
 * @example sitePath('day/0/') // => '/day/0/', or '/journal/day/0/' under the base path `/journal/`
 */
export const sitePath = (path: string): string => site.base + path.replace(/^\/+/, '');

/** Address of a file or folder in the repository, when a repository is configured. */
export const sourceUrl = (path: string, kind: 'blob' | 'tree' | 'edit'): string | undefined =>
  site.repository && `${site.repository}/${kind}/${site.branch}/${path}`;
