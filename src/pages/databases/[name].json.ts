/** The databases of the examples as JSON, for downloads. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { databaseNames, databaseSources } from '../../journal/download/database-sources.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await databaseNames(process.cwd())).map((name) => ({ params: { name } }));

export const GET: APIRoute = async ({ params }) =>
  Response.json(await databaseSources(params['name']!, process.cwd()));
