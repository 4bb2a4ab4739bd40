import type { APIRoute } from 'astro';
import { drawIco } from '../journal/icons/icon-files.ts';

export const GET: APIRoute = async () =>
  new Response(await drawIco(), { headers: { 'Content-Type': 'image/x-icon' } });
