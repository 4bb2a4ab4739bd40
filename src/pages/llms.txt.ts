import type { APIRoute } from 'astro';
import { llmsTxt } from '../journal/crawlers/llms-txt.ts';
import { writtenDays } from '../journal/written-days.ts';

export const GET: APIRoute = async () =>
  new Response(llmsTxt((await writtenDays()).map(({ data }) => data)));
