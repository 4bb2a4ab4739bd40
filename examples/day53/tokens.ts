import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWTPayload } from 'jose';

const issuer = 'https://login.example';
export const audience = 'https://api.example';
const kid = randomUUID();

// #region keys
/** Made anew at each start, which ends all tokens. Several servers would share a key from a vault. */
export const { privateKey, publicKey } = await generateKeyPair('ES256');

/** The public key for whoever wants to check tokens: a JSON Web Key Set (RFC 7517). */
export const keySet = {
  keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }],
};
// #endregion

// #region sign
interface Options {
  audience?: string;
  type?: string;
  /** Such as `5m`, or `-1m` for a token that is over already. */
  expires?: string;
}

export const signToken = (
  subject: string,
  { audience: wanted = audience, type = 'at+jwt', expires = '5m' }: Options = {},
): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'ES256', typ: type, kid })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(wanted)
    .setIssuedAt()
    .setExpirationTime(expires)
    .setJti(randomUUID())
    .sign(privateKey);
// #endregion

// #region verify
/** @throws JOSEError that says why the token is refused. */
export async function verifyToken(token: string): Promise<JWTPayload & { sub: string }> {
  const { payload } = await jwtVerify<{ sub: string }>(token, publicKey, {
    algorithms: ['ES256'],
    typ: 'at+jwt',
    issuer,
    audience,
    requiredClaims: ['sub', 'exp'],
    clockTolerance: 5,
  });
  return payload;
}
// #endregion
