/** Distinguished and alternative names of certificates as text, escaped the way Node does. */
import { children, readElement, readOid, readSequence, TAG, type Element } from './der.ts';
import { host } from './host.ts';

/** OpenSSL's short names of attributes. */
const ATTRIBUTES: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.41': 'name',
  '2.5.4.42': 'GN',
  '2.5.4.43': 'initials',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

interface Attribute {
  name: string;
  value: string;
}

const decode = (bytes: Uint8Array, encoding: BufferEncoding): string =>
  host().Buffer.from(bytes).toString(encoding);

/** The text of a string of any of ASN.1's types. */
export function readText({ tag, contents }: Element): string {
  switch (tag) {
    case TAG.utf8String:
      return decode(contents, 'utf8');
    case TAG.bmpString:
      return host().Buffer.from(contents).swap16().toString('utf16le');
    case TAG.universalString: {
      const points = Array.from({ length: contents.length / 4 }, (_, i) =>
        host()
          .Buffer.from(contents)
          .readUInt32BE(i * 4),
      );
      return String.fromCodePoint(...points);
    }
    default:
      return decode(contents, 'latin1');
  }
}

/** Relative distinguished names, each of one or more attributes. */
export const readName = (name: Element): Attribute[][] =>
  readSequence(name).map((set) =>
    children(set).map((pair) => {
      const [type, value] = readSequence(pair);
      const identifier = readOid(type);
      return { name: ATTRIBUTES[identifier] ?? identifier, value: readText(value!) };
    }),
  );

const COMMA = 0x2c;

const isControl = (code: number): boolean => code < 0x20 || code === 0x7f;

/** With each code unit for which `test` holds replaced. */
const replaceIf = (
  text: string,
  test: (code: number) => boolean,
  replacement: (code: number) => string,
): string =>
  text
    .split('')
    .map((unit) => (test(unit.charCodeAt(0)) ? replacement(unit.charCodeAt(0)) : unit))
    .join('');

/** RFC 2253, section 2.4. @param controls Whether control characters are escaped too */
function escapeValue(value: string, controls: boolean): string {
  const escaped = value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[# ]/, '\\$&')
    .replace(/ $/, value.length > 1 ? '\\ ' : ' ');
  if (!controls) return escaped;
  return replaceIf(escaped, isControl, (code) => {
    return `\\${code.toString(16).padStart(2, '0').toUpperCase()}`;
  });
}

const printPair = ({ name, value }: Attribute, controls: boolean): string =>
  `${name}=${escapeValue(value, controls)}`;

/** One name per line. */
export const printName = (name: Element): string =>
  readName(name)
    .map((pairs) => pairs.map((pair) => printPair(pair, true)).join(' + '))
    .join('\n');

/** RFC 2253: the last name first. */
const printDirectoryName = (name: Element): string =>
  readName(name)
    .reverse()
    .map((pairs) => pairs.map((pair) => printPair(pair, false)).join('+'))
    .join(',');

/** Values by name; several of one name are an array. */
export function nameObject(name: Element): Record<string, string | string[]> {
  const result = Object.create(null) as Record<string, string | string[]>;
  for (const pair of readName(name).flat()) {
    const known = result[pair.name];
    result[pair.name] = known === undefined ? pair.value : [known, pair.value].flat();
  }
  return result;
}

/** Subject alternative names (RFC 5280, section 4.2.1.6), by the number of their tag. */
export const GENERAL_NAME = {
  otherName: 0,
  email: 1,
  dns: 2,
  x400: 3,
  directory: 4,
  ediParty: 5,
  uri: 6,
  ip: 7,
  registeredId: 8,
} as const;

export const kindOf = ({ tag }: Element): number => tag & 0x1f;

/**
 * Quoted as a JSON string when it holds a character that could be taken for the syntax around it
 * (CVE-2021-44532).
 */
function quoteIfNeeded(text: string, isUtf8: boolean, prefix = ''): string {
  const isUnsafe = (code: number): boolean => isControl(code) || (!isUtf8 && code > 0x7e);
  const isHarmless = replaceIf(text, isUnsafe, () => '"') === text && !/["\\,']/.test(text);
  if (isHarmless) return prefix + text;
  const escaped = replaceIf(
    (prefix + text).replace(/["\\]/g, '\\$&'),
    (code) => isUnsafe(code) || code === COMMA,
    (code) => `\\u${code.toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

const OTHER_NAMES: Record<string, [name: string, tag: number]> = {
  '1.3.6.1.5.5.7.8.5': ['XmppAddr', TAG.utf8String],
  '1.3.6.1.5.5.7.8.7': ['SRVName', TAG.ia5String],
  '1.3.6.1.5.5.7.8.8': ['NAIRealm', TAG.utf8String],
  '1.3.6.1.5.5.7.8.9': ['SmtpUTF8Mailbox', TAG.utf8String],
  '1.3.6.1.4.1.311.20.2.3': ['UPN', TAG.utf8String],
};

function printOtherName(name: Element): string {
  const [type, wrapped] = children(name);
  const known = OTHER_NAMES[readOid(type)];
  const value = wrapped && children(wrapped)[0];
  if (!known || value?.tag !== known[1]) return 'othername:<unsupported>';
  const isUtf8 = known[1] === TAG.utf8String;
  return `othername:${quoteIfNeeded(readText(value), isUtf8, `${known[0]}:`)}`;
}

/** As text or `undefined` when the length is none of an address. */
export function ipText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return undefined;
  return Array.from({ length: 8 }, (_, i) =>
    ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16),
  )
    .join(':')
    .toUpperCase();
}

export function printGeneralName(name: Element): string {
  const { contents } = name;
  switch (kindOf(name)) {
    case GENERAL_NAME.otherName:
      return printOtherName(name);
    case GENERAL_NAME.email:
      return `email:${quoteIfNeeded(decode(contents, 'latin1'), false)}`;
    case GENERAL_NAME.dns:
      return `DNS:${quoteIfNeeded(decode(contents, 'latin1'), false)}`;
    case GENERAL_NAME.uri:
      return `URI:${quoteIfNeeded(decode(contents, 'latin1'), false)}`;
    case GENERAL_NAME.x400:
      return 'X400Name:<unsupported>';
    case GENERAL_NAME.ediParty:
      return 'EdiPartyName:<unsupported>';
    case GENERAL_NAME.directory:
      return `DirName:${quoteIfNeeded(printDirectoryName(readElement(contents)), true)}`;
    case GENERAL_NAME.ip:
      return `IP Address:${ipText(contents) ?? `<invalid length=${contents.length}>`}`;
    case GENERAL_NAME.registeredId:
      return `Registered ID:${readOid({ ...name, tag: TAG.oid })}`;
  }
  return '<unsupported>';
}
