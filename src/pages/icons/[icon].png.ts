/** The icons for home screens. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { drawTile, manifestIcons, touchIcon } from '../../journal/icons/icon-files.ts';

const tiles = [touchIcon, ...manifestIcons];

export const getStaticPaths: GetStaticPaths = () =>
  tiles.map((tile) => ({ params: { icon: tile.name }, props: { tile } }));

export const GET: APIRoute<{ tile: (typeof tiles)[number] }> = async ({ props }) =>
  new Response(await drawTile(props.tile), { headers: { 'Content-Type': 'image/png' } });
