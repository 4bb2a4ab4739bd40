/** The built site as it is hosted: at one origin, or with a second one for previews. */
import { fileURLToPath } from 'node:url';
import { SiteServer } from '../site-server.ts';

const folder = fileURLToPath(new URL('../../dist', import.meta.url));

export const hostings = ['one origin', 'two origins'] as const;
export type Hosting = (typeof hostings)[number];

/** What a build with `SITE_URL` and `PREVIEW_ORIGIN` writes into the pages. */
const asBuiltFor = (html: string, journal: string, previews: string): string =>
  html
    .replace(
      '<meta name="journal-origin" content>',
      `<meta name="journal-origin" content="${journal}">`,
    )
    .replace('</title>', `</title><meta name="preview-origin" content="${previews}">`)
    .replace('PREVIEW_ORIGIN:""', `PREVIEW_ORIGIN:"${previews}"`)
    .replace("frame-src 'self'", `frame-src 'self' ${previews}`);

export class HostedSite implements AsyncDisposable {
  readonly #servers: readonly SiteServer[];
  readonly hosting: Hosting;
  /** Address of the home page, with a slash at its end. */
  readonly url: string;
  /** Origin at which previews live. */
  readonly previewOrigin: string;

  private constructor(hosting: Hosting, journal: SiteServer, previews?: SiteServer) {
    this.hosting = hosting;
    this.#servers = previews ? [journal, previews] : [journal];
    this.url = journal.url;
    this.previewOrigin = new URL((previews ?? journal).url).origin;
  }

  /** @param isolated Whether the isolation headers are sent. */
  static async start(hosting: Hosting, isolated = true): Promise<HostedSite> {
    if (hosting === 'one origin')
      return new HostedSite(hosting, await SiteServer.start({ folder, isolated }));
    let [journalOrigin, previewOrigin] = ['', ''];
    const rewritePage = (html: string): string => asBuiltFor(html, journalOrigin, previewOrigin);
    const options = { folder, isolated, rewritePage };
    const journal = await SiteServer.start({ ...options, host: 'journal.localhost' });
    journalOrigin = new URL(journal.url).origin;
    const previews = await SiteServer.start({
      ...options,
      // One site, as a journal and its subdomain are: of another site, browsers that block third-party
      // cookies refuse a service worker. Not the same host: cookies are shared by all its ports.
      host: 'previews.journal.localhost',
      siteUrl: journal.url,
    });
    previewOrigin = new URL(previews.url).origin;
    return new HostedSite(hosting, journal, previews);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
