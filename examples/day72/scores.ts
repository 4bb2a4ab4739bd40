import { client } from './client.ts';

const WEEK = 7 * 24 * 60 * 60;

const boardOf = (game: string): string => `board:${game}`;
const playsOf = (game: string, date = new Date()): string =>
  `plays:${game}:${date.toISOString().slice(0, 10)}`;

export interface Place {
  player: string;
  points: number;
  place: number;
}

// #region record
/** Counts the play, and keeps the player's best result. */
export async function record(game: string, player: string, points: number) {
  const plays = playsOf(game);
  const board = boardOf(game);
  const replies = await client
    .multi()
    .incr(plays)
    .expire(plays, WEEK, 'NX')
    .zadd(board, 'GT', 'CH', points, player)
    .zscore(board, player)
    .zrevrank(board, player)
    .exec();
  const [playsToday, , changed, best, rank] = replies!.map(([error, reply]) => {
    if (error) throw error;
    return Number(reply);
  });
  return { playsToday, isBest: changed === 1, best, place: rank! + 1 };
}
// #endregion

// #region board
export async function top(game: string, count: number): Promise<Place[]> {
  return places(game, 0, count - 1);
}

/** A player with the neighbours on both sides; nothing for somebody who has not played. */
export async function around(game: string, player: string): Promise<Place[]> {
  const rank = await client.zrevrank(boardOf(game), player);
  return rank === null ? [] : places(game, Math.max(0, rank - 1), rank + 1);
}

async function places(game: string, first: number, last: number): Promise<Place[]> {
  const flat = await client.zrange(boardOf(game), first, String(last), 'REV', 'WITHSCORES');
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    player: flat[2 * index]!,
    points: Number(flat[2 * index + 1]),
    place: first + index + 1,
  }));
}
// #endregion

export async function newSeason(game: string): Promise<void> {
  await client.unlink(boardOf(game));
}
