/** The `credentials` binding. A process starts as the superuser, as the file system treats it. */
import type { Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { browser } from '../core/browser.ts';

type Id = number | string;

/** `/etc/passwd` and `/etc/group` of the machine that programs see. */
const USERS: Readonly<Record<string, number>> = { root: 0, user: 0, nobody: 65534 };
const GROUPS: Readonly<Record<string, number>> = { root: 0, user: 0, nogroup: 65534 };

/** As native code reports what a system call refuses. */
const ERRORS = { EINVAL: [22, 'Invalid argument'], EPERM: [1, 'Operation not permitted'] } as const;
function refused(code: keyof typeof ERRORS, syscall: string): Error {
  const [errno, message] = ERRORS[code];
  return Object.assign(new browser.Error(`${code}, ${message}`), { errno, code, syscall });
}

/** What the setters answer: done, or that no user or group has the name. */
const DONE = 0;
const UNKNOWN = 1;
const UNKNOWN_GROUP = 2;

const numberOf = (id: Id, names: Readonly<Record<string, number>>): number | undefined =>
  typeof id === 'number' ? id : Object.hasOwn(names, id) ? names[id] : undefined;

export function credentials(stub: Binding): Binding {
  const ids = { uid: 0, euid: 0, gid: 0, egid: 0 };
  let groups = [0];

  /** Anyone may take an id that is theirs already; others are for the superuser. */
  const setter =
    (syscall: string, names: Readonly<Record<string, number>>, fields: (keyof typeof ids)[]) =>
    (id: Id): number => {
      const number = numberOf(id, names);
      if (number === undefined) return UNKNOWN;
      if (number === 2 ** 32 - 1) throw refused('EINVAL', syscall);
      if (ids.euid !== 0 && fields.every((field) => ids[field] !== number)) {
        throw refused('EPERM', syscall);
      }
      for (const field of fields) ids[field] = number;
      return DONE;
    };
  const setGroups = (syscall: string, list: number[]): void => {
    if (ids.euid !== 0) throw refused('EPERM', syscall);
    groups = list;
  };

  return Object.assign(stub, {
    safeGetenv: (key: string) => runtime.process.env[key] as unknown,
    getTempDir: () => '/tmp',
    implementsPosixCredentials: true,
    getuid: () => ids.uid,
    geteuid: () => ids.euid,
    getgid: () => ids.gid,
    getegid: () => ids.egid,
    getgroups: () => [...groups],
    setuid: setter('setuid', USERS, ['uid', 'euid']),
    seteuid: setter('seteuid', USERS, ['euid']),
    setgid: setter('setgid', GROUPS, ['gid', 'egid']),
    setegid: setter('setegid', GROUPS, ['egid']),
    /** A positive answer is the place of the name that no group has. */
    setgroups(list: Id[]): number {
      const numbers: number[] = [];
      for (const [index, id] of list.entries()) {
        const number = numberOf(id, GROUPS);
        if (number === undefined) return index + 1;
        numbers.push(number);
      }
      setGroups('setgroups', numbers);
      return DONE;
    },
    initgroups(user: Id, extra: Id): number {
      const group = numberOf(extra, GROUPS);
      if (group === undefined) return UNKNOWN_GROUP;
      if (numberOf(user, USERS) === undefined) return UNKNOWN;
      setGroups('initgroups', [group]);
      return DONE;
    },
  });
}
