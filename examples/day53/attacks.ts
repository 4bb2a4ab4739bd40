import {
  CompactSign,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  type CryptoKey,
} from 'jose';
import { signToken } from './tokens.ts';
import { publicPem } from './trusting.ts';

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

// #region forge
/** The claims of the attacker's own token, with another name in them. */
const forged = (token: string): object => ({ ...decodeJwt(token), sub: 'grace' });

const signed = (claims: object, alg: string, key: CryptoKey | Uint8Array): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg, typ: 'at+jwt' })
    .sign(key);

/** What somebody can make of a token of their own, knowing the public key. */
export const attacks = new Map<string, (token: string) => Promise<string>>([
  [
    'alg-none',
    async (token) => `${base64url({ alg: 'none', typ: 'at+jwt' })}.${base64url(forged(token))}.`,
  ],
  ['key-confusion', async (token) => signed(forged(token), 'HS256', Buffer.from(publicPem))],
  [
    'other-key',
    async (token) => signed(forged(token), 'ES256', (await generateKeyPair('ES256')).privateKey),
  ],
  [
    'changed-claims',
    async (token) => {
      const [head, , signature] = token.split('.');
      return [head, base64url(forged(token)), signature].join('.');
    },
  ],
  // Signed by this very server, but not for this use.
  ['expired', async (token) => signToken(decodeJwt(token).sub!, { expires: '-1m' })],
  [
    'other-audience',
    async (token) => signToken(decodeJwt(token).sub!, { audience: 'https://shop.example' }),
  ],
  ['other-type', async (token) => signToken(decodeJwt(token).sub!, { type: 'JWT' })],
]);
// #endregion

export const describe = (token: string) => ({
  header: decodeProtectedHeader(token),
  claims: decodeJwt(token),
});
