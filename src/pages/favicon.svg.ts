import type { APIRoute } from 'astro';
import { favicon } from '../journal/icons/icon-files.ts';

export const GET: APIRoute = () =>
  new Response(favicon(), { headers: { 'Content-Type': 'image/svg+xml' } });
