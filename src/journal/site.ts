import { enginePreferences, type EnginePreference } from '../container/engine.ts';
import { readSchedule, type Schedule } from './publishing/schedule.ts';

/** What an owner of the site sets: names, addresses, what runs the examples, where its source is. */
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
  /**
   * The engine that runs the examples where neither the day nor the reader has chosen one: `embedded`
   * runs everywhere and loads nothing from third parties; `webcontainers` is StackBlitz's full Node.js,
   * loaded from stackblitz.com; `auto` tries WebContainers and takes the embedded engine, saying so,
   * where they cannot boot. Environment: `ENGINE`.
   */
  engine: EnginePreference;
  /**
   * Address of a host that stands in for StackBlitz when WebContainers boot; its origin counts, and
   * `/` is this site's own host (`src/webcontainer-host/README.md`). Environment: `WEBCONTAINER_HOST`.
   */
  webcontainerHost: string | undefined;
  /**
   * Second origin at which the same files are served, for instance `https://previews.example.org`.
   * Previews then live there, and what their pages run cannot reach the journal's storage or pages; see
   * `src/runner/SECURITY.md`. Needs `url`. Environment: `PREVIEW_ORIGIN`.
   */
  previewOrigin: string | undefined;
  /**
   * The date of each day, and whether days appear before it: `publishing/README.md`. Environment:
   * `START_DATE`, `PUBLISH`, `TIME_ZONE`.
   */
  schedule: Schedule;
}

/**
 * @param value As the owner wrote it.
 * @throws Error when it is no origin, when it is the site's own, or when that is not known.
 */
export function asPreviewOrigin(
  value: string | undefined,
  siteUrl: string | undefined,
): string | undefined {
  if (!value) return undefined;
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
    throw new Error(
      `PREVIEW_ORIGIN is "${value}". Give an origin without a path: https://previews.example.org`,
    );
  }
  if (!siteUrl) {
    throw new Error(
      'PREVIEW_ORIGIN needs SITE_URL: previews answer to that origin and to no other.',
    );
  }
  if (url.origin === new URL(siteUrl).origin) {
    throw new Error(`PREVIEW_ORIGIN is the site's own origin, ${url.origin}: it must be another.`);
  }
  return url.origin;
}

/** @example asBase('journal') // => '/journal/' */
export function asBase(path: string | undefined): string {
  const trimmed = (path ?? '').replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '/' : `/${trimmed}/`;
}

/** @throws Error that names the possible values. */
export function asEngine(value: string | undefined): EnginePreference {
  const preference = enginePreferences.find((known) => known === (value || 'embedded'));
  if (!preference) {
    throw new Error(`ENGINE is "${value}"; it can be ${enginePreferences.join(', ')}.`);
  }
  return preference;
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
  engine: asEngine(fromEnvironment('ENGINE')),
  webcontainerHost: fromEnvironment('WEBCONTAINER_HOST'),
  previewOrigin: asPreviewOrigin(process.env.PREVIEW_ORIGIN, process.env.SITE_URL),
  schedule: readSchedule(process.env),
};

/**
 * Address of a path inside the site.
 * @example sitePath('day/0/') // => '/day/0/', or '/journal/day/0/' under the base path `/journal/`
 */
export const sitePath = (path: string): string => site.base + path.replace(/^\/+/, '');

/**
 * The same with the origin, where the site has one: for what is read outside the site.
 * @example publicUrl('day/0/') // => 'https://backend.example.org/day/0/', or '/day/0/' without `SITE_URL`
 */
export const publicUrl = (path: string): string =>
  site.url ? new URL(sitePath(path), site.url).href : sitePath(path);

/** Address of a file or folder in the repository, when a repository is configured. */
export const sourceUrl = (path: string, kind: 'blob' | 'tree' | 'edit'): string | undefined =>
  site.repository && `${site.repository}/${kind}/${site.branch}/${path}`;

/** Other origins whose pages the site's pages frame. */
export const framedOrigins = ({
  previewOrigin,
  webcontainerHost,
}: Pick<SiteConfig, 'previewOrigin' | 'webcontainerHost'>): string[] =>
  [previewOrigin ?? '', webcontainerHost ? (URL.parse(webcontainerHost)?.origin ?? '') : ''].filter(
    (origin) => origin !== '',
  );
