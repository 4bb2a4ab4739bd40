/** The ciphers there are, by the names that OpenSSL knows them by. */

/** Modes of AES in the order of their numbers in `nids`. */
const aesModes = ['ecb', 'cbc', 'ofb', 'cfb', 'cfb8', 'ctr', 'gcm', 'ccm', 'ocb'] as const;
export type CipherKind =
  | (typeof aesModes)[number]
  | 'des-ecb'
  | 'des-cbc'
  | 'des-wrap'
  | 'wrap'
  | 'wrap-pad'
  | 'chacha20'
  | 'chacha20-poly1305';

export interface CipherInfo {
  kind: CipherKind;
  /** As `getCipherInfo` tells it. */
  mode: string;
  name: string;
  nid: number;
  /** `undefined` for stream ciphers. */
  blockSize: number | undefined;
  /** The usual length of the initialization vector; 0: there is none. */
  ivLength: number;
  keyLength: number;
}

/** OpenSSL's numbers of `aesModes`, then of key wrap without and with padding. */
const nids: Record<number, number[]> = {
  128: [418, 419, 420, 421, 653, 904, 895, 896, 958, 788, 897],
  192: [422, 423, 424, 425, 654, 905, 898, 899, 959, 789, 900],
  256: [426, 427, 428, 429, 655, 906, 901, 902, 960, 790, 903],
};

const ivLengths: Partial<Record<CipherKind, number>> = { ecb: 0, gcm: 12, ccm: 12, ocb: 12 };

function aesCiphers(bits: number): CipherInfo[] {
  const keyLength = bits / 8;
  const modes = aesModes.map((kind, i) => ({
    kind,
    mode: kind.replace('8', ''),
    name:
      kind === 'gcm' || kind === 'ccm'
        ? `id-aes${bits}-${kind.toUpperCase()}`
        : `aes-${bits}-${kind}`,
    nid: nids[bits]![i]!,
    blockSize: kind === 'ecb' || kind === 'cbc' || kind === 'ocb' ? 16 : 1,
    ivLength: ivLengths[kind] ?? 16,
    keyLength,
  }));
  const wraps = (['wrap', 'wrap-pad'] as const).map((kind, i) => ({
    kind,
    mode: 'wrap',
    name: `id-aes${bits}-${kind}`,
    nid: nids[bits]![aesModes.length + i]!,
    blockSize: 8,
    ivLength: kind === 'wrap' ? 8 : 4,
    keyLength,
  }));
  return [...modes, ...wraps];
}

const streams: CipherInfo[] = [
  { kind: 'chacha20', nid: 1019, ivLength: 16 } as const,
  { kind: 'chacha20-poly1305', nid: 1018, ivLength: 12 } as const,
].map((cipher) => ({
  ...cipher,
  mode: 'stream',
  name: cipher.kind,
  blockSize: undefined,
  keyLength: 32,
}));

/** Triple DES, with two keys and with three. */
const tripleDes: CipherInfo[] = [
  { kind: 'des-ecb', mode: 'ecb', name: 'des-ede', nid: 32, ivLength: 0, keyLength: 16 } as const,
  {
    kind: 'des-cbc',
    mode: 'cbc',
    name: 'des-ede-cbc',
    nid: 43,
    ivLength: 8,
    keyLength: 16,
  } as const,
  { kind: 'des-ecb', mode: 'ecb', name: 'des-ede3', nid: 33, ivLength: 0, keyLength: 24 } as const,
  {
    kind: 'des-cbc',
    mode: 'cbc',
    name: 'des-ede3-cbc',
    nid: 44,
    ivLength: 8,
    keyLength: 24,
  } as const,
  {
    ...({ kind: 'des-wrap', mode: 'wrap', name: 'id-smime-alg-cms3deswrap', nid: 246 } as const),
    ...{ ivLength: 0, keyLength: 24 },
  },
].map((cipher) => ({ ...cipher, blockSize: 8 }));

const infos = [
  ...aesCiphers(128),
  ...aesCiphers(192),
  ...aesCiphers(256),
  ...streams,
  ...tripleDes,
];

/** Every name of a cipher: those in the first list are what `getCiphers` shows. */
function namesOf({ kind, name, keyLength }: CipherInfo): [listed: string[], further: string[]] {
  const bits = keyLength * 8;
  if (kind === 'chacha20' || kind === 'chacha20-poly1305') return [[name], []];
  if (kind === 'des-ecb') return [[name, `${name}-ecb`], []];
  if (kind === 'des-cbc') return [keyLength === 24 ? [name, 'des3'] : [name], []];
  if (kind === 'des-wrap') return [['des3-wrap', 'id-smime-alg-CMS3DESwrap'], []];
  if (kind === 'wrap' || kind === 'wrap-pad') {
    return [[`aes${bits}-${kind}`, name], [`aes-${bits}-${kind}`]];
  }
  const names = [...new Set([`aes-${bits}-${kind}`, name])];
  return [kind === 'cbc' ? [...names, `aes${bits}`] : names, []];
}

const byName = new Map(
  infos.flatMap((info) =>
    namesOf(info)
      .flat()
      .map((name) => [name.toLowerCase(), info] as const),
  ),
);

export const cipherNamed = (name: string): CipherInfo | undefined => byName.get(name.toLowerCase());

export const cipherNames = (): string[] =>
  infos.flatMap((info) => namesOf(info)[0]).sort((a, b) => (a < b ? -1 : 1));

/** The range of lengths of the initialization vector that a cipher takes. */
export function takesIvLength({ kind, ivLength }: CipherInfo, length: number): boolean {
  switch (kind) {
    case 'gcm':
      return length > 0;
    case 'ccm':
      return length >= 7 && length <= 13;
    case 'ocb':
      return length > 0 && length < 16;
    default:
      return length === ivLength;
  }
}

/** What `crypto.getCipherInfo` shows; `undefined` if there is no cipher that takes these lengths. */
export function cipherInfo(
  nameOrNumber: string | number,
  keyLength: number | undefined,
  ivLength: number | undefined,
): object | undefined {
  const info =
    typeof nameOrNumber === 'string'
      ? cipherNamed(nameOrNumber)
      : infos.find(({ nid }) => nid === nameOrNumber);
  if (!info) return undefined;
  if (keyLength !== undefined && keyLength !== info.keyLength) return undefined;
  // OpenSSL takes any length for GCM here, 0 included.
  const fits = ivLength === undefined || info.kind === 'gcm' || takesIvLength(info, ivLength);
  if (!fits) return undefined;
  const shownIv = ivLength ?? info.ivLength;
  return {
    mode: info.mode,
    name: info.name,
    nid: info.nid,
    ...(info.blockSize !== undefined && { blockSize: info.blockSize }),
    ...(shownIv !== 0 && { ivLength: shownIv }),
    keyLength: info.keyLength,
  };
}
