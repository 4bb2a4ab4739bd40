/** The site's mark: a corner of the wall, days that run and days to come. */
import type { Palette, Theme } from '../styles/palette.ts';

const perRow = 3;
/** As many as are written of the nine. */
const filled = 6;
const square = 8;
const pitch = 10;
/** Of the whole drawing, in its own units. */
const size = pitch * (perRow - 1) + square;

/** Of the outline, which also rounds the corners. */
const stroke = 2;

/** The outlines of some of the squares, from one to before another. */
const path = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => {
    const [column, row] = [(from + index) % perRow, Math.floor((from + index) / perRow)];
    const side = square - stroke;
    return `M${column * pitch + stroke / 2} ${row * pitch + stroke / 2}h${side}v${side}h-${side}z`;
  }).join('');

const squares = `<g fill="currentColor" stroke="currentColor" stroke-width="${stroke}" stroke-linejoin="round"><path d="${path(0, filled)}"/><path fill="none" d="${path(filled, perRow ** 2)}"/></g>`;

/** For tabs: without a ground, in the colour of the browser's theme. */
export const faviconSvg = (colors: Record<Theme, Palette>): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><style>svg{color:${colors.light['text-accent']}}@media(prefers-color-scheme:dark){svg{color:${colors.dark['text-accent']}}}</style>${squares}</svg>`;

/**
 * For home screens, which show what has no ground on one of their own choice.
 *
 * @param share How much of the width the mark takes: 0.5 stays inside what a mask may cut off.
 */
export function tileSvg(colors: Palette, share: number): string {
  const whole = size / share;
  const start = (size - whole) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${start} ${start} ${whole} ${whole}" color="${colors['text-accent']}"><path fill="${colors.black}" d="M${start} ${start}h${whole}v${whole}h-${whole}z"/>${squares}</svg>`;
}
