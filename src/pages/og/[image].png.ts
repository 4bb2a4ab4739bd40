/** The images that link previews show. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { drawAhead, drawCard } from '../../journal/social-images/draw.ts';
import { socialImages, type SocialImage } from '../../journal/social-images/images.ts';

export const getStaticPaths: GetStaticPaths = async () => {
  const images = [...(await socialImages()).values()];
  // Astro asks for one after the other.
  if (import.meta.env.PROD) await drawAhead(images.map(({ card }) => card));
  return images.map((image) => ({ params: { image: image.name }, props: { image } }));
};

export const GET: APIRoute<{ image: SocialImage }> = async ({ props }) =>
  new Response(await drawCard(props.image.card), { headers: { 'Content-Type': 'image/png' } });
