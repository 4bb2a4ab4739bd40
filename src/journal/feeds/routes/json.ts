import type { APIRoute } from 'astro';
import { feedFiles } from '../feed-files.ts';
import { journalFeed } from '../feed.ts';
import { jsonFeed } from '../json-feed.ts';

export const GET: APIRoute = async () =>
  new Response(jsonFeed(await journalFeed(), feedFiles.json.url));
