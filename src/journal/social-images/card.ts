/** What a link preview shows, and how it is laid out: words beside the wall. */
import type { Palette } from '../styles/palette.ts';
import type { SquareState } from '../wall/wall.ts';

/** Pixels; what Open Graph's readers show without cutting anything off. */
export const cardSize = { width: 1200, height: 630 };

export interface Card {
  /** Name of the site, at the top; left out where it is the title. */
  site?: string | undefined;
  /** A short line above the title, such as `Day 42`. */
  eyebrow?: string | undefined;
  title: string;
  /** Lines below the title. */
  lines: readonly string[];
  /** The 100 days in their order. */
  squares: readonly SquareState[];
  /** The day that is marked on the wall. */
  current?: number | undefined;
}

/** An element as satori takes it; its children flow in a column unless its style says otherwise. */
export interface CardElement {
  type: 'div';
  props: {
    style: Record<string, string | number>;
    children?: string | CardElement[];
  };
}

const box = (
  style: Record<string, string | number>,
  children?: string | CardElement[],
): CardElement => ({
  type: 'div',
  props: {
    style: { display: 'flex', flexDirection: 'column', boxSizing: 'border-box', ...style },
    ...(children && { children }),
  },
});

const perRow = 10;
const square = 38;
const pitch = 45;
const wallSize = pitch * (perRow - 1) + square;
const margin = 76;

function wall({ squares, current }: Card, colors: Palette): CardElement {
  const at = (index: number, grow = 0) => ({
    position: 'absolute',
    left: (index % perRow) * pitch - grow,
    top: Math.floor(index / perRow) * pitch - grow,
    width: square + 2 * grow,
    height: square + 2 * grow,
  });
  const drawn = squares.map((state, index) =>
    box({
      ...at(index),
      borderRadius: 3,
      ...(state === 'written'
        ? { backgroundColor: colors['text-accent'] }
        : { border: `2px solid ${colors['gray-5']}` }),
    }),
  );
  const mark =
    current === undefined
      ? []
      : [box({ ...at(current, 6), borderRadius: 6, border: `3px solid ${colors.white}` })];
  return box({ position: 'relative', width: wallSize, height: wallSize }, [...drawn, ...mark]);
}

/** @param colors As the site's own of that theme. */
export function cardElement(card: Card, colors: Palette): CardElement {
  const { site, eyebrow, title, lines } = card;
  const words = [
    ...(eyebrow
      ? [box({ color: colors['text-accent'], fontSize: 34, fontWeight: 600 }, eyebrow)]
      : []),
    box({ fontSize: title.length > 24 ? 58 : 66, fontWeight: 600, lineHeight: 1.1 }, title),
    ...lines.map((line) =>
      box({ color: colors['gray-3'], fontSize: 28, lineHeight: 1.4, textWrap: 'balance' }, line),
    ),
  ];
  return box(
    {
      flexDirection: 'row',
      justifyContent: 'space-between',
      alignItems: 'center',
      ...cardSize,
      padding: margin,
      backgroundColor: colors.black,
      color: colors.white,
      fontFamily: 'Inter',
    },
    [
      box({ justifyContent: 'space-between', width: 580, height: wallSize }, [
        box({ gap: 20 }, words),
        box({ color: colors['gray-3'], fontSize: 26 }, site ?? ' '),
      ]),
      wall(card, colors),
    ],
  );
}
