/** The journal's colours for a terminal, read from its style sheet, which knows light and dark. */
import type { ITheme } from '@xterm/xterm';

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** @param element Where the style sheet has set `color`, `background-color` and `--ansi-…`. */
export function terminalTheme(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const theme: ITheme = {
    background: style.backgroundColor,
    foreground: style.color,
    cursor: style.color,
    cursorAccent: style.backgroundColor,
    selectionBackground: style.getPropertyValue('--selection').trim(),
  };
  for (const name of colours) {
    const colour = style.getPropertyValue(`--ansi-${name}`).trim();
    theme[name] = colour;
    theme[`bright${name[0]?.toUpperCase()}${name.slice(1)}` as 'brightRed'] = colour;
  }
  return theme;
}

/** Calls back when the reader changes the theme. @returns What ends that. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
