/** Servers outside the tab, as `TCP` handles reach them. */
export { isOutsideName, outsideHost, standInAddress } from './addresses.ts';
export { OutsideConnection, speaksHttp } from './connection.ts';
export { noSockets } from './refusal.ts';
