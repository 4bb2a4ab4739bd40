import type { APIRoute } from 'astro';
import { feedFiles } from '../feed-files.ts';
import { journalFeed } from '../feed.ts';
import { rss } from '../rss.ts';

export const GET: APIRoute = async () =>
  new Response(await rss(await journalFeed(), feedFiles.rss.url));
