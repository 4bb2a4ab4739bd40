/** Which engine runs an example: asked for in the address, chosen by the reader, or the page's own. */
import { enginePreferences, type EngineId, type EnginePreference } from '../../container/engine.ts';
import { remember, remembered } from '../remembered.ts';

const storageKey = 'engine';

const known = (value: string | null | undefined): EnginePreference | undefined =>
  enginePreferences.find((preference) => preference === value);

/**
 * The first of them that names an engine.
 *
 * @param asked The address's `?engine=`.
 * @param remembered The reader's choice in this browser.
 * @param own The page's: what its day asks for, or the site's default.
 */
export const preferenceOf = (
  asked: string | null | undefined,
  remembered: string | null | undefined,
  own: string | null | undefined,
): EnginePreference => known(asked) ?? known(remembered) ?? known(own) ?? 'embedded';

export const rememberedEngine = (): string | null => remembered(storageKey);

export const rememberEngine = (id: EngineId): void => remember(storageKey, id);
