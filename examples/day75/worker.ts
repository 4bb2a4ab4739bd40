import { move } from 'piscina';
import { render, type Band } from './picture.ts';

// #region render
export default (band: Band) => move(render(band));
// #endregion

// #region weigh
export const weigh = (bytes: Uint8Array): number => bytes.length;
// #endregion
