/** What an asymmetric key is made of, whatever it was read from. */
import type { Curve, Point } from './curves.ts';

export interface PssParameters {
  hash: string;
  mgf1Hash: string;
  saltLength: number;
}

export interface RsaPrivate {
  d: bigint;
  p: bigint;
  q: bigint;
  dp: bigint;
  dq: bigint;
  qi: bigint;
}

export interface RsaKey {
  type: 'rsa' | 'rsa-pss';
  n: bigint;
  e: bigint;
  secret?: RsaPrivate | undefined;
  /** What the key may be used with; only of `rsa-pss`. */
  pss?: PssParameters | undefined;
}

export interface EcKey {
  type: 'ec';
  curve: Curve;
  point: Point;
  secret?: bigint | undefined;
  /** Whether the curve is written with all of its parameters instead of its name. */
  explicit?: boolean | undefined;
  /** Whether the point came compressed, as which it is written again. */
  compressed?: boolean | undefined;
}

export const OKP_TYPES = ['ed25519', 'ed448', 'x25519', 'x448'] as const;
export type OkpType = (typeof OKP_TYPES)[number];

/** An octet key pair (RFC 8037). */
export interface OkpKey {
  type: OkpType;
  publicBytes: Uint8Array;
  secret?: Uint8Array | undefined;
}

export interface DhKey {
  type: 'dh';
  p: bigint;
  g: bigint;
  y: bigint;
  secret?: bigint | undefined;
}

export interface DsaKey {
  type: 'dsa';
  p: bigint;
  q: bigint;
  g: bigint;
  y: bigint;
  secret?: bigint | undefined;
}

export type Key = RsaKey | EcKey | OkpKey | DhKey | DsaKey;

export const publicPart = <T extends Key>(key: T): T => ({ ...key, secret: undefined });

export const isRsa = (key: Key): key is RsaKey => key.type === 'rsa' || key.type === 'rsa-pss';

export const isOkp = (key: Key): key is OkpKey =>
  (OKP_TYPES as readonly string[]).includes(key.type);
