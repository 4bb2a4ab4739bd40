/** What each day's example needs to run outside the page, which the runner fetches for a download. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { dayProject } from '../../journal/download/day-project.ts';
import { loadExample } from '../../journal/load-example.ts';
import { writtenDays } from '../../journal/written-days.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await writtenDays()).map(({ data }) => ({
    params: { day: String(data.day) },
    props: { packages: data.packages },
  }));

export const GET: APIRoute<{ packages: string[] }> = async ({ params, props }) => {
  const { databases } = await loadExample(Number(params['day']), { allowMissingLayers: true });
  return Response.json(await dayProject(props.packages, databases, process.cwd()));
};
