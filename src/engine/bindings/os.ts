import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';

const GIB = 2 ** 30;

/** The machine that programs see: a small Linux box with a loopback interface. */
export const os = (stub: Binding): Binding =>
  Object.assign(stub, {
    getHostname: () => 'localhost',
    getLoadAvg(fields: Float64Array) {
      fields.fill(0);
    },
    getUptime: () => browser.performance.now() / 1000,
    getTotalMem: () => 4 * GIB,
    getFreeMem: () => 2 * GIB,
    getCPUs: () =>
      Array.from({ length: browser.hardwareConcurrency }, () => [
        'virtual',
        2000,
        1,
        0,
        1,
        1,
        0,
      ]).flat(),
    getInterfaceAddresses: () => [
      ...['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
      ...[
        'lo',
        '::1',
        'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
        'IPv6',
        '00:00:00:00:00:00',
        true,
        0,
      ],
    ],
    getHomeDirectory: () => '/home/user',
    getUserInfo: () => ({
      uid: 1000,
      gid: 1000,
      username: 'user',
      homedir: '/home/user',
      shell: '/bin/sh',
    }),
    getPriority: () => 0,
    setPriority: () => 0,
    getAvailableParallelism: () => browser.hardwareConcurrency,
    getOSInformation: () => ['Linux', '#1 SMP', '6.1.0', 'x86_64'],
  });
