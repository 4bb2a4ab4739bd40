/** Each day as plain Markdown. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { dayMarkdown } from '../../journal/markdown/day-markdown.ts';
import { writtenDays, type DayPage } from '../../journal/written-days.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await writtenDays()).map((page) => ({
    params: { day: String(page.data.day) },
    props: { page },
  }));

export const GET: APIRoute<{ page: DayPage }> = async ({ props }) =>
  new Response(await dayMarkdown(props.page), {
    headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
  });
