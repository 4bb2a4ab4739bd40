import { WriteUpError } from './write-up-error.ts';
import { isDayPage, type DayPage } from './written-days.ts';

/** The front matter of the day whose page is being rendered, or `undefined` on other pages. */
export function dayOnPage(locals: App.Locals): DayPage['data'] | undefined {
  const { entry } = locals.starlightRoute;
  return isDayPage(entry) ? entry.data : undefined;
}

/**
 * The front matter of the day whose page is being rendered.
 *
 * @param component Name of the component that asks, for the message.
 * @throws WriteUpError on a page that is not a day.
 */
export function currentDay(locals: App.Locals, component: string): DayPage['data'] {
  const day = dayOnPage(locals);
  if (day) return day;
  const { filePath } = locals.starlightRoute.entry;
  throw new WriteUpError(filePath, `${component} stands outside a day.`, 'Use it in a write-up.');
}
