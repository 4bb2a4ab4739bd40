/** What a reader can choose; the first follows the system. */
export const themes = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
export type ThemeChoice = (typeof themes)[number]['value'];

/** Under which the choice is kept in `localStorage`: `light`, `dark`, or nothing for the system's. */
export const themeKey = 'starlight-theme';

/** @example asThemeChoice('') // => 'auto' */
export const asThemeChoice = (text: string | null): ThemeChoice =>
  themes.find(({ value }) => value === text)?.value ?? 'auto';
