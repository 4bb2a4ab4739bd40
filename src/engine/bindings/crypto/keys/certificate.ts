/** X.509 certificates (RFC 5280): the handle behind `X509Certificate`. */
import { nativeError } from '../../../bytes/native-error.ts';
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { readPssParameters, readSpki, writeSpki } from './asn1-keys.ts';
import { toBytes } from './big-int.ts';
import { emailMatches, CHECK_FLAG, hostMatches, ipBytes } from './certificate-match.ts';
import {
  GENERAL_NAME,
  kindOf,
  nameObject,
  printGeneralName,
  printName,
  readName,
} from './certificate-names.ts';
import { encodePoint } from './curves.ts';
import {
  children,
  contextTag,
  DerError,
  readBits,
  readElement,
  readOctets,
  readOid,
  readSequence,
  TAG,
  type Element,
} from './der.ts';
import { requireDigest } from './digest.ts';
import { equalKeys } from './export-key.ts';
import { host } from './host.ts';
import { isRsa, type Key } from './key.ts';
import { SIGNATURE_ALGORITHMS } from './oids.ts';
import { opensslError } from './openssl-error.ts';
import { readPem, writePem } from './pem.ts';
import { isOneShotOnly, verifyMessage } from './signatures.ts';

const EXTENSION = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  infoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

const ACCESS_METHODS: Record<string, string> = {
  '1.3.6.1.5.5.7.48.1': 'OCSP',
  '1.3.6.1.5.5.7.48.2': 'CA Issuers',
};

/** Bits of `keyUsage`, in its first byte. */
const KEY_CERT_SIGN = 0x04;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function readTime({ tag, contents }: Element): Date {
  const text = host().Buffer.from(contents).toString('latin1');
  const pattern =
    tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/;
  const parts = pattern.exec(text);
  if (!parts) throw new DerError('invalid time');
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  // RFC 5280, section 4.1.2.5.1: two digits mean 1950 to 2049.
  const full = tag === TAG.utcTime ? year! + (year! < 50 ? 2000 : 1900) : year!;
  return new Date(Date.UTC(full, month! - 1, day!, hour!, minute!, second || 0));
}

function printTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(date.getUTCDate()).padStart(2);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${MONTHS[date.getUTCMonth()]!} ${day} ${time} ${date.getUTCFullYear()} GMT`;
}

const upperHex = (bytes: Uint8Array): string =>
  host().Buffer.from(bytes).toString('hex').toUpperCase();

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Names are compared without regard to case and space, as RFC 5280 (section 7.1) has it. */
const comparable = (name: Element): string =>
  JSON.stringify(
    readName(name).map((pairs) =>
      pairs.map(({ name: type, value }) => [type, value.trim().replace(/\s+/g, ' ').toLowerCase()]),
    ),
  );

const invalidName = (): TypeError =>
  nativeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid name');

export class X509Handle {
  #der: Uint8Array;
  #body: Element;
  #algorithm: Element;
  #signature: Uint8Array;
  #serial: Element;
  #issuer: Element;
  #subject: Element;
  #from: Date;
  #to: Date;
  #spki: Element;
  #extensions = new Map<string, Element>();

  /** @throws DerError when it is no certificate. */
  constructor(der: Uint8Array) {
    const outer = readElement(der);
    const [body, algorithm, signature] = readSequence(outer);
    const fields = readSequence(body);
    if (fields[0]?.tag === contextTag(0)) fields.shift();
    const [serial, , issuer, validity, subject, spki, ...rest] = fields;
    const [from, to] = readSequence(validity);
    if (!from || !to || !algorithm || !serial) throw new DerError('field missing');
    readSequence(spki);
    this.#der = Uint8Array.from(outer.raw);
    this.#body = body!;
    this.#algorithm = algorithm;
    this.#signature = readBits(signature);
    this.#serial = serial;
    this.#issuer = issuer!;
    this.#subject = subject!;
    this.#from = readTime(from);
    this.#to = readTime(to);
    this.#spki = spki!;
    const wrapped = rest.find(({ tag }) => tag === contextTag(3));
    for (const extension of wrapped ? readSequence(children(wrapped)[0]) : []) {
      const parts = readSequence(extension);
      this.#extensions.set(readOid(parts[0]), readElement(readOctets(parts.at(-1))));
    }
  }

  subject(): string | undefined {
    return printName(this.#subject) || undefined;
  }
  issuer(): string | undefined {
    return printName(this.#issuer) || undefined;
  }
  subjectAltName(): string | undefined {
    const names = this.#alternativeNames();
    return names && names.map(printGeneralName).join(', ');
  }
  infoAccess(): string | undefined {
    const extension = this.#extensions.get(EXTENSION.infoAccess);
    if (!extension) return undefined;
    return readSequence(extension)
      .map((description) => {
        const [method, location] = readSequence(description);
        const identifier = readOid(method);
        const name = ACCESS_METHODS[identifier] ?? identifier;
        return `${name} - ${printGeneralName(location!)}`;
      })
      .join('\n');
  }
  validFrom(): string {
    return printTime(this.#from);
  }
  validTo(): string {
    return printTime(this.#to);
  }
  validFromDate(): Date {
    return this.#from;
  }
  validToDate(): Date {
    return this.#to;
  }
  signatureAlgorithm(): string | undefined {
    return SIGNATURE_ALGORITHMS[this.signatureAlgorithmOid()]?.name;
  }
  signatureAlgorithmOid(): string {
    return readOid(readSequence(this.#algorithm)[0]);
  }
  fingerprint(): string {
    return this.#fingerprint('sha1');
  }
  fingerprint256(): string {
    return this.#fingerprint('sha256');
  }
  fingerprint512(): string {
    return this.#fingerprint('sha512');
  }
  /** Object identifiers of the extended key usages. */
  keyUsage(): string[] | undefined {
    const extension = this.#extensions.get(EXTENSION.extendedKeyUsage);
    return extension && readSequence(extension).map(readOid);
  }
  serialNumber(): string {
    const { contents } = this.#serial;
    return upperHex(contents[0] === 0 && contents.length > 1 ? contents.subarray(1) : contents);
  }
  pem(): string {
    return writePem('CERTIFICATE', this.#der);
  }
  raw(): Buffer {
    return host().asBuffer(this.#der.slice());
  }
  publicKey(): object {
    return host().makeHandle(false, this.#key());
  }
  checkCA(): boolean {
    const constraints = this.#extensions.get(EXTENSION.basicConstraints);
    const usage = this.#usageByte();
    if (usage !== undefined && !(usage & KEY_CERT_SIGN)) return false;
    if (!constraints) return false;
    const [flag] = readSequence(constraints);
    return flag?.tag === TAG.boolean && flag.contents[0] !== 0;
  }
  /** The name in the certificate that fits. */
  checkHost(name: string, flags: number): string | undefined {
    if (name === '') return undefined;
    if (name.includes('\0')) throw invalidName();
    return this.#match(GENERAL_NAME.dns, 'CN', flags, (pattern) =>
      hostMatches(pattern, name, flags),
    );
  }
  checkEmail(email: string, flags: number): string | undefined {
    if (email.includes('\0')) throw invalidName();
    const found = this.#match(GENERAL_NAME.email, 'emailAddress', flags, (pattern) =>
      emailMatches(pattern, email),
    );
    return found === undefined ? undefined : email;
  }
  checkIP(ip: string): string | undefined {
    const bytes = ipBytes(ip);
    if (!bytes) throw invalidName();
    const found = this.#alternativeNames()?.some(
      (name) =>
        kindOf(name) === GENERAL_NAME.ip && sameBytes(name.contents, Uint8Array.from(bytes)),
    );
    return found ? ip : undefined;
  }
  checkIssued(issuer: X509Handle): boolean {
    if (comparable(this.#issuer) !== comparable(issuer.#subject)) return false;
    const authority = this.#extensions.get(EXTENSION.authorityKeyId);
    const keyId =
      authority && readSequence(authority).find(({ tag }) => tag === contextTag(0, false));
    const subjectKeyId = issuer.#extensions.get(EXTENSION.subjectKeyId);
    if (keyId && subjectKeyId && !sameBytes(keyId.contents, readOctets(subjectKeyId))) return false;
    const usage = issuer.#usageByte();
    return usage === undefined || (usage & KEY_CERT_SIGN) !== 0;
  }
  checkPrivateKey(handle: object): boolean {
    return equalKeys(this.#key(), host().keyOf(handle));
  }
  /** Whether the key has signed this certificate. */
  verify(handle: object): boolean {
    const key = host().keyOf(handle);
    const [identifier, parameters] = readSequence(this.#algorithm);
    const algorithm = SIGNATURE_ALGORITHMS[readOid(identifier)];
    if (!algorithm) return false;
    try {
      if (algorithm.name === 'rsassaPss' && isRsa(key)) {
        const pss = readPssParameters(parameters!);
        const restricted: Key = { ...key, type: 'rsa-pss', pss };
        return verifyMessage(restricted, pss.hash, this.#body.raw, this.#signature, {
          saltLength: pss.saltLength,
        });
      }
      const digest = isOneShotOnly(key) ? undefined : algorithm.digest;
      return verifyMessage(key, digest, this.#body.raw, this.#signature, {});
    } catch {
      return false;
    }
  }
  /** Only a connection knows it. */
  getIssuerCert(): undefined {
    return undefined;
  }
  toLegacy(): object {
    const key = this.#key();
    const rsa = isRsa(key) ? key : undefined;
    const ec = key.type === 'ec' ? key : undefined;
    return {
      subject: nameObject(this.#subject),
      issuer: nameObject(this.#issuer),
      subjectaltname: this.subjectAltName(),
      infoAccess: this.infoAccess(),
      ca: this.checkCA(),
      modulus: rsa && upperHex(toBytes(rsa.n)),
      exponent: rsa && `0x${rsa.e.toString(16)}`,
      pubkey: rsa ? host().asBuffer(writeSpki(rsa)) : ec && host().asBuffer(encodePoint(ec.point)),
      bits: rsa ? rsa.n.toString(2).length : ec?.curve.n.toString(2).length,
      valid_from: this.validFrom(),
      valid_to: this.validTo(),
      fingerprint: this.fingerprint(),
      fingerprint256: this.fingerprint256(),
      fingerprint512: this.fingerprint512(),
      ext_key_usage: this.keyUsage(),
      serialNumber: this.serialNumber(),
      raw: this.raw(),
      asn1Curve: ec?.curve.name,
      nistCurve: ec?.curve.alias,
    };
  }

  #key(): Key {
    try {
      return readSpki(this.#spki);
    } catch {
      throw opensslError('publicKeyDecode');
    }
  }
  #fingerprint(digest: string): string {
    const hashed = requireDigest(digest).hash(this.#der) as Uint8Array;
    return upperHex(hashed).replace(/..(?!$)/g, '$&:');
  }
  #alternativeNames(): Element[] | undefined {
    const extension = this.#extensions.get(EXTENSION.alternativeNames);
    return extension && readSequence(extension);
  }
  #usageByte(): number | undefined {
    const usage = this.#extensions.get(EXTENSION.keyUsage);
    return usage && usage.contents[1];
  }
  #match(
    kind: number,
    attribute: string,
    flags: number,
    matches: (pattern: string) => boolean,
  ): string | undefined {
    const patterns = (this.#alternativeNames() ?? [])
      .filter((name) => kindOf(name) === kind)
      .map(({ contents }) => host().Buffer.from(contents).toString('latin1'));
    const found = patterns.find(matches);
    if (found !== undefined) return found;
    const useSubject =
      !(flags & CHECK_FLAG.neverSubject) &&
      (patterns.length === 0 || (flags & CHECK_FLAG.alwaysSubject) !== 0);
    if (!useSubject) return undefined;
    return readName(this.#subject)
      .flat()
      .filter(({ name }) => name === attribute)
      .map(({ value }) => value)
      .find(matches);
  }
}

/** @throws OpenSSL's error when the bytes are no certificate, neither as PEM nor as DER. */
export function parseX509(input: BytesInput): X509Handle {
  const bytes = bytesOf(input);
  const [block] = readPem(host().asBuffer(bytes).toString('latin1')).filter(({ label }) =>
    /CERTIFICATE$/.test(label),
  );
  if (!block && bytes[0] !== TAG.sequence) throw opensslError('noStartLine');
  try {
    return new X509Handle(block ? block.bytes : bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw opensslError('wrongTag');
  }
}
