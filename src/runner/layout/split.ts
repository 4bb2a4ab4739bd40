/** Where the divider stands: percent of the room that the first pane has. */
export const narrowest = 10;
export const widest = 90;
export const middle = 50;
const step = 2;
const leap = 10;

export const clampSplit = (percent: number): number =>
  Math.min(widest, Math.max(narrowest, Math.round(percent)));

/**
 * What a key does to a divider, after the WAI-ARIA window splitter; `undefined` for other keys.
 * https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */
export function splitByKey(key: string, percent: number): number | undefined {
  const moved: Record<string, number> = {
    ArrowLeft: percent - step,
    ArrowUp: percent - step,
    ArrowRight: percent + step,
    ArrowDown: percent + step,
    PageUp: percent - leap,
    PageDown: percent + leap,
    Home: narrowest,
    End: widest,
    Enter: middle,
  };
  const to = moved[key];
  return to === undefined ? undefined : clampSplit(to);
}
