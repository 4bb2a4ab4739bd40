import type { APIRoute } from 'astro';
import { robotsTxt } from '../journal/crawlers/robots-txt.ts';
import { publicUrl, site } from '../journal/site.ts';

export const GET: APIRoute = () =>
  new Response(robotsTxt(site.url && publicUrl('sitemap-index.xml')));
