import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { JournalDay } from '../all-days.ts';
import { plannedDays } from '../curriculum.ts';
import { palettes } from '../styles/palette.ts';
import { cardSize } from './card.ts';
import { drawAhead, drawCard } from './draw.ts';
import { imagesOf } from './images.ts';

vi.mock('astro:content', () => ({ getCollection: () => Promise.resolve([]) }));

const days = plannedDays.map((day): JournalDay => ({
  ...day,
  written: day.day < 2 ? ({ skills: day.skills } as JournalDay['written']) : undefined,
}));

it('there is an image for the home page, each page of the navigation and each written day', () => {
  const images = imagesOf(days);
  expect([...images.keys()].filter((page) => page.startsWith('day/'))).toEqual([
    'day/0/',
    'day/1/',
  ]);
  expect([...images.keys()]).toEqual(expect.arrayContaining(['', 'days/', 'skills/']));
  expect(images.get('day/1/')).toMatchObject({
    name: 'day-1',
    alt: 'Day 1: Routes and responses, marked on the wall of the 100 days',
    card: {
      eyebrow: 'Day 1',
      lines: ['Phase 0: Node and HTTP from the ground up', 'Express · REST'],
    },
  });
});

it('a card is drawn once, and again only when something on it has changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cards-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { card } = imagesOf(days).get('day/1/')!;
  const png = await drawCard(card, folder);
  const { format, width, height } = await sharp(png).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', ...cardSize });
  const [first] = await readdir(folder);
  expect(await drawCard(card, folder)).toEqual(png);
  expect(await readdir(folder)).toEqual([first]);
  await drawAhead(
    [
      { ...card, title: 'Another' },
      { ...card, current: 2 },
    ],
    folder,
  );
  expect(await readdir(folder)).toHaveLength(3);
});

it('an image that no build has used for a month is forgotten', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cards-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { card } = imagesOf(days).get('day/1/')!;
  const cards = ['Used', 'Unused'].map((title) => ({ ...card, title }));
  await drawAhead(cards, folder);
  const long = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), long, long);
  await drawAhead(cards.slice(0, 1), folder);
  expect(await readdir(folder)).toHaveLength(1);
});

it('the day is marked on the wall, in the colours of the site', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cards-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { card } = imagesOf(days).get('day/1/')!;
  const pixels = async (current: number | undefined): Promise<Buffer> =>
    sharp(await drawCard({ ...card, current }, folder))
      .removeAlpha()
      .raw()
      .toBuffer();
  const [marked, plain] = [await pixels(1), await pixels(undefined)];
  const changed: number[] = [];
  for (let at = 0; at < marked.length; at += 3) {
    // Another palette may move a shade elsewhere.
    if (Math.abs(marked[at]! - plain[at]!) > 90) changed.push(at / 3);
  }
  // A ring around one square, in the upper right part.
  const columns = changed.map((pixel) => pixel % cardSize.width);
  expect(Math.max(...columns) - Math.min(...columns)).toBe(49);
  expect(Math.min(...columns)).toBeGreaterThan(cardSize.width / 2);
  const ground = Buffer.from(palettes().dark.black.slice(1), 'hex');
  for (const [at, value] of ground.entries()) expect(Math.abs(value - marked[at]!)).toBeLessThan(3);
});
