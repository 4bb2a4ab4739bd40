import { describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import { asymmetric, outcome, privateKeyOf, publicKeyOf } from './asymmetric.test-helper.ts';

// Made by `openssl req -x509` with one configuration, for keys of three types; the first is signed
// with RSA-PSS.
const CERTIFICATES = {
  rsa: `-----BEGIN CERTIFICATE-----
MIIEjTCCA8KgAwIBAgIUFhk4ZyetpqBQIqIzWCWrl+ppJgAwQQYJKoZIhvcNAQEK
MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIDAgFeMIGNMQswCQYDVQQGEwJERTERMA8GA1UEBwwITcO8bmNoZW4xFjAUBgNV
BAoMDUJhY2tlbmQsIEx0ZC4xDDAKBgNVBAsMA09uZTEMMAoGA1UECwwDVHdvMRUw
EwYDVQQDDAxleGFtcGxlLnRlc3QxIDAeBgkqhkiG9w0BCQEWEXJvb3RAZXhhbXBs
ZS50ZXN0MCAXDTI2MTEyMjIwNDQ0MloYDzIxMjYxMDI5MjA0NDQyWjCBjTELMAkG
A1UEBhMCREUxETAPBgNVBAcMCE3DvG5jaGVuMRYwFAYDVQQKDA1CYWNrZW5kLCBM
dGQuMQwwCgYDVQQLDANPbmUxDDAKBgNVBAsMA1R3bzEVMBMGA1UEAwwMZXhhbXBs
ZS50ZXN0MSAwHgYJKoZIhvcNAQkBFhFyb290QGV4YW1wbGUudGVzdDCBnzANBgkq
hkiG9w0BAQEFAAOBjQAwgYkCgYEA5dEUoULfEJwhDGgXfXdy6kEvvMbxE6QKwUs0
kM/yFrmxjN4Puox9ZZA8sjlKJjFRtWe7V1KsT1zNxcH+tXJAS3KTqMH3A0cqVqUp
y+Te8e+zo7qfXfdsNfUlptuyH970nmtKsWmHNW9lQkfQJFtzeVGjxI5ziXOQw4X/
Uqo7TasCAwEAAaOCAXwwggF4MIG0BgNVHREEgawwgamCDGV4YW1wbGUudGVzdIIT
Ki53aWxkLmV4YW1wbGUudGVzdIIQZipvLmV4YW1wbGUudGVzdIcEfwAAAYcQIAEN
uAAAAAAAAAAAAAAAAYERUm9vdEBFeGFtcGxlLnRlc3SGF2h0dHA6Ly9leGFtcGxl
LnRlc3QvYSxipCkwJzELMAkGA1UEBhMCREUxGDAWBgNVBAMMD0RpcmVjdG9yeSwg
bmFtZYgDKgMEMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEFBQcDAjAOBgNVHQ8B
Af8EBAMCAoQwDwYDVR0TAQH/BAUwAwEB/zBgBggrBgEFBQcBAQRUMFIwJQYIKwYB
BQUHMAGGGWh0dHA6Ly9vY3NwLmV4YW1wbGUudGVzdC8wKQYIKwYBBQUHMAKGHWh0
dHA6Ly9jYS5leGFtcGxlLnRlc3QvY2EuY2VyMB0GA1UdDgQWBBRhULIjHPxlaXkX
CyBBbUlJETALLzBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJ
KoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogMCAV4DgYEA2h5odyb3NiCVf3JMVIhf
P8bht3fXPdNtXsMmiGV6bMwU3K0WeqTYXfBwhVOXx/UgmcmKwkZxdVufF2Fta6Ba
lTl6nWkK7/VHeKfaVGsVvudYuSsUnH4Yb62YjWBuTzm9avClssRfDSTXANrvsW8R
UOsQXitxMjqZDg5WATyjFts=
-----END CERTIFICATE-----
`,
  ec: `-----BEGIN CERTIFICATE-----
MIIDnzCCA0SgAwIBAgIUEdZZ0F697/WlJQcOYU6Pm42DClAwCgYIKoZIzj0EAwIw
gY0xCzAJBgNVBAYTAkRFMREwDwYDVQQHDAhNw7xuY2hlbjEWMBQGA1UECgwNQmFj
a2VuZCwgTHRkLjEMMAoGA1UECwwDT25lMQwwCgYDVQQLDANUd28xFTATBgNVBAMM
DGV4YW1wbGUudGVzdDEgMB4GCSqGSIb3DQEJARYRcm9vdEBleGFtcGxlLnRlc3Qw
IBcNMjYxMTIyMjA0NDQyWhgPMjEyNjEwMjkyMDQ0NDJaMIGNMQswCQYDVQQGEwJE
RTERMA8GA1UEBwwITcO8bmNoZW4xFjAUBgNVBAoMDUJhY2tlbmQsIEx0ZC4xDDAK
BgNVBAsMA09uZTEMMAoGA1UECwwDVHdvMRUwEwYDVQQDDAxleGFtcGxlLnRlc3Qx
IDAeBgkqhkiG9w0BCQEWEXJvb3RAZXhhbXBsZS50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEFSgnIg5Kq60JyTKC4gFQ7+pp+Kk7qya1iSevyLgtW7lH7dQj
vc6RelOEjbqSQJ9se2xJ3CIzILqtDP6bHWRqZKOCAXwwggF4MIG0BgNVHREEgaww
gamCDGV4YW1wbGUudGVzdIITKi53aWxkLmV4YW1wbGUudGVzdIIQZipvLmV4YW1w
bGUudGVzdIcEfwAAAYcQIAENuAAAAAAAAAAAAAAAAYERUm9vdEBFeGFtcGxlLnRl
c3SGF2h0dHA6Ly9leGFtcGxlLnRlc3QvYSxipCkwJzELMAkGA1UEBhMCREUxGDAW
BgNVBAMMD0RpcmVjdG9yeSwgbmFtZYgDKgMEMB0GA1UdJQQWMBQGCCsGAQUFBwMB
BggrBgEFBQcDAjAOBgNVHQ8BAf8EBAMCAoQwDwYDVR0TAQH/BAUwAwEB/zBgBggr
BgEFBQcBAQRUMFIwJQYIKwYBBQUHMAGGGWh0dHA6Ly9vY3NwLmV4YW1wbGUudGVz
dC8wKQYIKwYBBQUHMAKGHWh0dHA6Ly9jYS5leGFtcGxlLnRlc3QvY2EuY2VyMB0G
A1UdDgQWBBRa0bEp3igr2HIlCzvLo279oNHhbDAKBggqhkjOPQQDAgNJADBGAiEA
4u+LOb9dZoxvKEaB0E4H93uaQPtyfTuNM87AZAOG6JYCIQCWjNMJlKbn1y90XCDC
4jB2EdVO2CfZrXfV85eZM03E2Q==
-----END CERTIFICATE-----
`,
  ed25519: `-----BEGIN CERTIFICATE-----
MIIDXjCCAxCgAwIBAgIUO9bGkl/CdSH6U78hHE8nAaTQgDkwBQYDK2VwMIGNMQsw
CQYDVQQGEwJERTERMA8GA1UEBwwITcO8bmNoZW4xFjAUBgNVBAoMDUJhY2tlbmQs
IEx0ZC4xDDAKBgNVBAsMA09uZTEMMAoGA1UECwwDVHdvMRUwEwYDVQQDDAxleGFt
cGxlLnRlc3QxIDAeBgkqhkiG9w0BCQEWEXJvb3RAZXhhbXBsZS50ZXN0MCAXDTI2
MTEyMjIwNDQ0MloYDzIxMjYxMDI5MjA0NDQyWjCBjTELMAkGA1UEBhMCREUxETAP
BgNVBAcMCE3DvG5jaGVuMRYwFAYDVQQKDA1CYWNrZW5kLCBMdGQuMQwwCgYDVQQL
DANPbmUxDDAKBgNVBAsMA1R3bzEVMBMGA1UEAwwMZXhhbXBsZS50ZXN0MSAwHgYJ
KoZIhvcNAQkBFhFyb290QGV4YW1wbGUudGVzdDAqMAUGAytlcAMhANgzB91mHULO
u+WeSkn+V7mkPrnn9Xq7xqCmv0HKL05co4IBfDCCAXgwgbQGA1UdEQSBrDCBqYIM
ZXhhbXBsZS50ZXN0ghMqLndpbGQuZXhhbXBsZS50ZXN0ghBmKm8uZXhhbXBsZS50
ZXN0hwR/AAABhxAgAQ24AAAAAAAAAAAAAAABgRFSb290QEV4YW1wbGUudGVzdIYX
aHR0cDovL2V4YW1wbGUudGVzdC9hLGKkKTAnMQswCQYDVQQGEwJERTEYMBYGA1UE
AwwPRGlyZWN0b3J5LCBuYW1liAMqAwQwHQYDVR0lBBYwFAYIKwYBBQUHAwEGCCsG
AQUFBwMCMA4GA1UdDwEB/wQEAwIChDAPBgNVHRMBAf8EBTADAQH/MGAGCCsGAQUF
BwEBBFQwUjAlBggrBgEFBQcwAYYZaHR0cDovL29jc3AuZXhhbXBsZS50ZXN0LzAp
BggrBgEFBQcwAoYdaHR0cDovL2NhLmV4YW1wbGUudGVzdC9jYS5jZXIwHQYDVR0O
BBYEFKCUPsEsvFcU9uFe6bxx0fMg5aIsMAUGAytlcANBAJWlNpkl/c2DXLDf59gT
Xw0WnJqws5913yQKcX13Ymv5k/1enVk1hooYEE0mfEwaZxyHbKo76l0Iq3ElhdcZ
fwE=
-----END CERTIFICATE-----
`,
};

const { parseX509 } = asymmetric.binding;
const handleOf = (key: crypto.KeyObject): object =>
  key.type === 'public' ? { key: publicKeyOf(key) } : { key: privateKeyOf(key) };

describe.each(Object.entries(CERTIFICATES))('%s', (_name, pem) => {
  const native = new crypto.X509Certificate(pem);
  const ours = parseX509(Buffer.from(pem));

  it.each([
    ...['subject', 'issuer', 'subjectAltName', 'infoAccess', 'keyUsage', 'serialNumber'],
    ...['fingerprint', 'fingerprint256', 'fingerprint512', 'validFrom', 'validTo', 'raw'],
    ...['validFromDate', 'validToDate', 'signatureAlgorithm', 'signatureAlgorithmOid'],
  ] as const)('%s', (name) => {
    const method = ours[name as 'subject'] as () => unknown;
    expect(method.call(ours)).toEqual(native[name as 'subject']);
  });

  it('as a legacy object, and as PEM', () => {
    const { infoAccess, ...rest } = native.toLegacyObject() as unknown as Record<string, unknown>;
    expect(infoAccess).toBeDefined();
    expect(ours.toLegacy()).toMatchObject(rest);
    expect(ours.pem()).toBe(native.toString());
    expect(ours.checkCA()).toBe(native.ca);
  });

  it.each([
    ...['example.test', 'EXAMPLE.test', 'a.wild.example.test', 'a.b.wild.example.test'],
    ...['wild.example.test', '.wild.example.test', '.example.test', 'foo.example.test'],
    ...[
      'foobar.example.test',
      'fao.example.test',
      'fo.example.test',
      'f.example.test',
      'example.tes',
      '',
      'xn--a.test',
    ],
  ])('host %j', (host) => {
    const options = [
      [{}, 0],
      [{ subject: 'always' }, 1],
      [{ wildcards: false }, 2],
      [{ partialWildcards: false }, 4],
      [{ multiLabelWildcards: true }, 8],
      [{ singleLabelSubdomains: true }, 16],
      [{ subject: 'never' }, 32],
    ] as const;
    for (const [option, flag] of options) {
      const expected = native.checkHost(host, option as crypto.X509CheckOptions);
      expect([option, ours.checkHost(host, flag)]).toEqual([option, expected]);
    }
  });

  it.each(['127.0.0.1', '127.0.0.2', '2001:db8::1', '2001:DB8:0:0:0:0:0:1', '::1', 'x', '1.2.3'])(
    'address %s',
    (ip) => {
      expect(outcome(() => ours.checkIP(ip))).toEqual(outcome(() => native.checkIP(ip)));
    },
  );

  it.each(['Root@Example.test', 'Root@EXAMPLE.test', 'root@example.test', 'example.test', ''])(
    'email %j',
    (email) => {
      expect(ours.checkEmail(email, 0)).toBe(native.checkEmail(email));
    },
  );
});

describe('signatures of certificates', () => {
  it('verifies with the key that signed', () => {
    for (const pem of Object.values(CERTIFICATES)) {
      const native = new crypto.X509Certificate(pem);
      const ours = parseX509(Buffer.from(pem));
      expect(ours.checkIssued(ours)).toBe(native.checkIssued(native));
      for (const other of Object.values(CERTIFICATES)) {
        const { publicKey } = new crypto.X509Certificate(other);
        expect(ours.verify(handleOf(publicKey))).toBe(other === pem);
      }
    }
  });
});

it.each(['', 'abc', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  '%j is refused as in Node',
  (text) => {
    expect(outcome(() => parseX509(Buffer.from(text)))).toEqual(
      outcome(() => new crypto.X509Certificate(text)),
    );
  },
);
