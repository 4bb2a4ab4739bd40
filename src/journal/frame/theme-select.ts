/** Brings the choice of theme to life, and follows the system's where that is the choice. */
import { asThemeChoice, themeKey, type ThemeChoice } from './themes.ts';

const selects = document.querySelectorAll<HTMLSelectElement>('[data-theme-select]');
const systemIsLight = matchMedia('(prefers-color-scheme: light)');

/** Where the browser refuses storage, the choice holds for the page. */
function kept(): ThemeChoice {
  try {
    return asThemeChoice(localStorage.getItem(themeKey));
  } catch {
    return 'auto';
  }
}

function keep(choice: ThemeChoice): void {
  try {
    localStorage.setItem(themeKey, choice === 'auto' ? '' : choice);
  } catch {
    // Refused.
  }
}

function show(choice: ThemeChoice): void {
  for (const select of selects) select.value = choice;
  const system = systemIsLight.matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = choice === 'auto' ? system : choice;
}

show(kept());
systemIsLight.addEventListener('change', () => show(kept()));
window.addEventListener('storage', ({ key }) => key === themeKey && show(kept()));
for (const select of selects)
  select.addEventListener('change', () => {
    const choice = asThemeChoice(select.value);
    keep(choice);
    show(choice);
  });
