/** Each day's example as JSON, which the runner fetches when the reader shows intent to run it. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { writtenDays } from '../../journal/written-days.ts';
import { loadExample } from '../../journal/load-example.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await writtenDays()).map(({ data }) => ({ params: { day: String(data.day) } }));

export const GET: APIRoute = async ({ params }) =>
  Response.json(await loadExample(Number(params.day), { allowMissingLayers: import.meta.env.DEV }));
