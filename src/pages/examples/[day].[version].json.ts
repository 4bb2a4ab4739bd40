/** Each day's example as JSON, which the runner fetches when the reader shows intent to run it. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { exampleVersion } from '../../journal/example-address.ts';
import { loadExample } from '../../journal/load-example.ts';
import { writtenDays } from '../../journal/written-days.ts';

const load = (day: number) => loadExample(day, { allowMissingLayers: import.meta.env.DEV });

export const getStaticPaths: GetStaticPaths = async () =>
  Promise.all(
    (await writtenDays()).map(async ({ data: { day } }) => ({
      params: { day: String(day), version: exampleVersion(await load(day)) },
    })),
  );

export const GET: APIRoute = async ({ params }) => Response.json(await load(Number(params.day)));
