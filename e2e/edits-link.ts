/** Links that carry edits, as a reader gets them from another. */
import { deflateRawSync } from 'node:zlib';

/** @returns The fragment, with its `#`, of a link with this payload, whatever it is. */
export const linkTo = (value: unknown): string =>
  `#edits=1.${deflateRawSync(JSON.stringify(value)).toString('base64url')}`;
