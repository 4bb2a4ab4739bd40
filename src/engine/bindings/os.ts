import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv, uvErrorMessage, uvErrorName } from '../core/uv.ts';
import { livingProcesses } from '../net/children.ts';

const GIB = 2 ** 30;
const HOME = '/home/user';

/** The user in the encoding of `options`, whose reading may run the program's code. */
function getUserInfo(options?: { encoding?: unknown }): object {
  const { encoding } = options ?? {};
  const text = encoding === 'buffer' ? (value: string) => runtime.Buffer.from(value) : String;
  return {
    uid: 0,
    gid: 0,
    username: text('user'),
    homedir: text(HOME),
    shell: text('/bin/sh'),
  };
}

/** Nothing in a page has a priority; what a program has set it can read. */
function priorities(): Pick<Binding, 'getPriority' | 'setPriority'> {
  const known = new Map<number, number>();
  const own = (pid: number): number => (pid === 0 ? runtime.pid : pid);
  const exists = (pid: number): boolean => pid === runtime.pid || livingProcesses.has(pid);
  const refuse = (context: object, syscall: string): void => {
    const errno = uv.UV_ESRCH!;
    const message = uvErrorMessage(errno);
    Object.assign(context, { errno, code: uvErrorName(errno), message, syscall });
  };
  return {
    getPriority(pid: number, context: object) {
      if (exists(own(pid))) return known.get(own(pid)) ?? 0;
      return refuse(context, 'uv_os_getpriority');
    },
    setPriority(pid: number, priority: number, context: object) {
      if (!exists(own(pid))) {
        refuse(context, 'uv_os_setpriority');
        return uv.UV_ESRCH!;
      }
      known.set(own(pid), priority);
      return 0;
    },
  };
}

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
    getHomeDirectory: (): string => (runtime.process.env.HOME as string | undefined) ?? HOME,
    getUserInfo,
    ...priorities(),
    getAvailableParallelism: () => browser.hardwareConcurrency,
    getOSInformation: () => ['Linux', '#1 SMP', '6.1.0', 'x86_64'],
  });
