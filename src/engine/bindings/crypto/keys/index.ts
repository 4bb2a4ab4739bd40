/** Everything asymmetric of the `crypto` binding; see `host.ts`. */
import { parseX509 } from './certificate.ts';
import { curveNames } from './curves.ts';
import { DiffieHellman, DiffieHellmanGroup, makeDhBitsJob } from './diffie-hellman.ts';
import { ECDH, ECDHConvertKey } from './ecdh.ts';
import {
  equalKeys,
  exportPrivate,
  exportPublic,
  keyDetails,
  rawPrivate,
  rawPublic,
} from './export-key.ts';
import { setHost, type Host } from './host.ts';
import { importPrivate, importPublicOrPrivate } from './import-key.ts';
import { writeJwk } from './jwk.ts';
import { isOkp, publicPart, type Key } from './key.ts';
import {
  makeDhKeyPairGenJob,
  makeDsaKeyPairGenJob,
  makeEcKeyPairGenJob,
  makeNidKeyPairGenJob,
  makeRsaKeyPairGenJob,
} from './key-pairs.ts';
import { incompatibleEncoding } from './openssl-error.ts';
import { makeCheckPrimeJob, makeRandomPrimeJob } from './prime-jobs.ts';
import { makeRsaCipherJob, rsaCipherFunctions } from './rsa-cipher.ts';
import { spkacFunctions } from './spkac.ts';
import { makeSignJob, Sign, Verify } from './sign-classes.ts';

/** Whether point and scalar of an EC key belong together: `EC_KEY_check_key`. */
function checkEcKey(key: Key): boolean {
  if (key.type !== 'ec') return false;
  if (key.secret === undefined) return true;
  return key.curve.Point.BASE.multiply(key.secret).equals(key.point);
}

/** What `KeyObjectHandle` needs of a key. */
const keys = {
  importPrivate,
  importPublicOrPrivate,
  publicPart,
  exportPublic,
  exportPrivate,
  writeJwk,
  rawPublic(key: Key) {
    if (!isOkp(key)) throw incompatibleEncoding();
    return rawPublic(key);
  },
  rawPrivate,
  exportEcPublic: rawPublic,
  incompatibleEncoding,
  keyDetails,
  equalKeys,
  checkEcKey,
};

export function createAsymmetric(host: Host) {
  setHost(host);
  return {
    keys,
    binding: {
      Sign,
      Verify,
      SignJob: makeSignJob(),
      ...rsaCipherFunctions,
      RSACipherJob: makeRsaCipherJob(),
      DiffieHellman,
      DiffieHellmanGroup,
      DHBitsJob: makeDhBitsJob(),
      ECDH,
      ECDHConvertKey,
      getCurves: curveNames,
      RsaKeyPairGenJob: makeRsaKeyPairGenJob(),
      EcKeyPairGenJob: makeEcKeyPairGenJob(),
      NidKeyPairGenJob: makeNidKeyPairGenJob(),
      DhKeyPairGenJob: makeDhKeyPairGenJob(),
      DsaKeyPairGenJob: makeDsaKeyPairGenJob(),
      RandomPrimeJob: makeRandomPrimeJob(),
      CheckPrimeJob: makeCheckPrimeJob(),
      parseX509,
      ...spkacFunctions,
    },
  };
}

export type Asymmetric = ReturnType<typeof createAsymmetric>;
