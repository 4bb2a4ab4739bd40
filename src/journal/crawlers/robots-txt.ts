/**
 * `robots.txt`, RFC 9309: everything may be read. What should not be found says so itself with
 * `noindex`, which a crawler sees only where it may look.
 *
 * @param sitemap Address of the sitemap, where there is one.
 */
export const robotsTxt = (sitemap: string | undefined): string =>
  ['User-agent: *', 'Allow: /', ...(sitemap ? ['', `Sitemap: ${sitemap}`] : [])]
    .join('\n')
    .concat('\n');
