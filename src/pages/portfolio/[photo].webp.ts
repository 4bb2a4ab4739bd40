/** The author's photo in the size that the portfolio shows, where there is one. */
import type { APIRoute, GetStaticPaths } from 'astro';
import { portfolioPhoto } from '../../journal/portfolio/photo.ts';
import { readPerson } from '../../journal/person/person.ts';

export const getStaticPaths: GetStaticPaths = () =>
  readPerson().photo ? [{ params: { photo: 'photo' } }] : [];

export const GET: APIRoute = async () =>
  new Response(await portfolioPhoto(readPerson().photo!), {
    headers: { 'Content-Type': 'image/webp' },
  });
