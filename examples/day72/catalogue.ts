import { setTimeout } from 'node:timers/promises';

export interface Game {
  id: string;
  title: string;
  year: number;
  text: string;
}

/** As slow as a large query, or another company's API. */
const DELAY = 300;

const games = new Map<string, Game>(
  [
    { id: 'pong', title: 'Pong', year: 1972, text: 'Two paddles and a ball.' },
    { id: 'asteroids', title: 'Asteroids', year: 1979, text: 'Rocks, and rocks of rocks.' },
    { id: 'tetris', title: 'Tetris', year: 1984, text: 'Seven shapes fall.' },
  ].map((game) => [game.id, game]),
);
let reads = 0;

/** How often it was asked: what a cache is there to keep small. */
export const catalogueReads = (): number => reads;

export async function readGame(id: string): Promise<Game | null> {
  reads += 1;
  const game = games.get(id) ?? null;
  await setTimeout(DELAY);
  return game;
}

export async function writeText(id: string, text: string): Promise<boolean> {
  const game = games.get(id);
  await setTimeout(DELAY);
  if (game) games.set(id, { ...game, text });
  return game !== undefined;
}
