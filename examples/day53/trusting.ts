import { compactVerify, decodeProtectedHeader, exportSPKI, type JWTPayload } from 'jose';
import { publicKey } from './tokens.ts';

/** The public key as text, the way it often stands in a configuration. Anyone may have it. */
export const publicPem = await exportSPKI(publicKey);

// #region trusting
/** How not to do it: the token itself says how it wants to be checked, and is believed. */
export async function verifyTrustingly(token: string): Promise<JWTPayload> {
  const { alg = '' } = decodeProtectedHeader(token);
  if (alg === 'none') {
    const [, payload = ''] = token.split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  }
  const key = alg.startsWith('HS') ? Buffer.from(publicPem) : publicKey;
  const { payload } = await compactVerify(token, key);
  return JSON.parse(Buffer.from(payload).toString());
}
// #endregion
