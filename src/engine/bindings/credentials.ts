/** The `credentials` binding: one user without privileges, who may become nobody else. */
import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';

const ID = 1000;
/** Users and groups that have a name, as in `/etc/passwd`. */
const IDS = new Map([
  ['root', 0],
  ['nobody', 65534],
  ['nogroup', 65534],
  ['node', ID],
]);
/** What a setter returns for a name that it does not know. */
const UNKNOWN = 1;
const UNKNOWN_GROUP = 2;

const idOf = (id: string | number): number | undefined =>
  typeof id === 'number' ? id : IDS.get(id);

/** As `ErrnoException` in `src/api/exceptions.cc`, which says it otherwise than libuv. */
function refuse(syscall: string): never {
  const error = new browser.Error('EPERM, Operation not permitted');
  throw Object.assign(error, { errno: -uv.UV_EPERM!, code: 'EPERM', syscall });
}

const setter =
  (syscall: string) =>
  (id: string | number): number => {
    const wanted = idOf(id);
    if (wanted === undefined) return UNKNOWN;
    return wanted === ID ? 0 : refuse(syscall);
  };

export const credentials = (stub: Binding): Binding =>
  Object.assign(stub, {
    safeGetenv: (key: string) => runtime.process.env[key] as unknown,
    getTempDir: () => '/tmp',
    implementsPosixCredentials: true,
    getuid: () => ID,
    geteuid: () => ID,
    getgid: () => ID,
    getegid: () => ID,
    getgroups: () => [ID],
    setuid: setter('setuid'),
    seteuid: setter('seteuid'),
    setgid: setter('setgid'),
    setegid: setter('setegid'),
    setgroups(groups: (string | number)[]) {
      const unknown = groups.findIndex((group) => idOf(group) === undefined);
      return unknown >= 0 ? unknown + 1 : refuse('setgroups');
    },
    initgroups(_user: string | number, extraGroup: string | number) {
      return idOf(extraGroup) === undefined ? UNKNOWN_GROUP : refuse('initgroups');
    },
  });
