/** SQLite's operating system interface over `DatabaseFiles`. https://sqlite.org/vfs.html */
import { memoryFile, type DatabaseFile, type DatabaseFiles } from './files.ts';
import { isReserved, lock, lockLevels, unlock } from './locks.ts';
import type { Sqlite } from './wasm.ts';

const OK = 0;
const BUSY = 5;
const READONLY = 8;
const NOTFOUND = 12;
const CANTOPEN = 14;
const IOERR = 10;
const IOERR_SHORT_READ = 522;

const OPEN_READONLY = 1;
const OPEN_READWRITE = 2;
const OPEN_CREATE = 4;
const OPEN_DELETEONCLOSE = 8;
const OPEN_EXCLUSIVE = 16;

const ACCESS_EXISTS = 0;
const ACCESS_READWRITE = 1;

/** Days from SQLite's first day to that of JavaScript, in milliseconds. */
const JULIAN_EPOCH = 210_866_760_000_000n;

interface Open {
  file: DatabaseFile;
  /** To be removed when it is closed. */
  temporary: string | undefined;
}

/** Registers the file system as the default one. */
export function installVfs(sqlite: Sqlite, files: DatabaseFiles): void {
  const { api, view, bytes, pointerTo, readText } = sqlite;
  const open = new Map<number, Open>();
  const guarded =
    (run: (...args: never[]) => number): ((...args: never[]) => number) =>
    (...args) => {
      try {
        return run(...args);
      } catch {
        return IOERR;
      }
    };

  const io: [signature: string, run: (...args: never[]) => number][] = [
    [
      'ii',
      function close(id: number) {
        const { temporary, file } = open.get(id)!;
        unlock(file.identity, open.get(id)!, 'none');
        open.delete(id);
        if (temporary !== undefined) files.remove(temporary);
        return OK;
      },
    ],
    [
      'iiiij',
      function read(id: number, target: number, length: number, position: bigint) {
        const part = bytes().subarray(target, target + length);
        const count = open.get(id)!.file.read(part, Number(position));
        if (count === length) return OK;
        part.fill(0, count);
        return IOERR_SHORT_READ;
      },
    ],
    [
      'iiiij',
      function write(id: number, source: number, length: number, position: bigint) {
        const { file } = open.get(id)!;
        if (file.readOnly) return READONLY;
        file.write(bytes().slice(source, source + length), Number(position));
        return OK;
      },
    ],
    [
      'iij',
      function truncate(id: number, size: bigint) {
        open.get(id)!.file.truncate(Number(size));
        return OK;
      },
    ],
    ['iii', () => OK], // xSync: what is written is seen by everyone.
    [
      'iii',
      function fileSize(id: number, result: number) {
        view().setBigInt64(result, BigInt(open.get(id)!.file.size()), true);
        return OK;
      },
    ],
    [
      'iii',
      function raiseLock(id: number, level: number) {
        const owner = open.get(id)!;
        return lock(owner.file.identity, owner, lockLevels[level]!) ? OK : BUSY;
      },
    ],
    [
      'iii',
      function lowerLock(id: number, level: number) {
        const owner = open.get(id)!;
        unlock(owner.file.identity, owner, lockLevels[level]!);
        return OK;
      },
    ],
    [
      'iii',
      function checkReservedLock(id: number, result: number) {
        view().setInt32(result, isReserved(open.get(id)!.file.identity) ? 1 : 0, true);
        return OK;
      },
    ],
    ['iiii', () => NOTFOUND], // xFileControl
    ['ii', () => 4096], // xSectorSize
    ['ii', () => 0], // xDeviceCharacteristics
  ];
  const methods = api.malloc!(4 * (io.length + 1));
  // Version 1: no shared memory, so no write-ahead log; other processes could not see that memory.
  view().setInt32(methods, 1, true);
  io.forEach(([signature, run], i) => {
    view().setInt32(methods + 4 * (i + 1), pointerTo(signature, guarded(run)), true);
  });

  const system: [signature: string, run: (...args: never[]) => number][] = [
    [
      'iiiiii',
      function openFile(_vfs: number, name: number, id: number, flags: number, outFlags: number) {
        view().setInt32(id, 0, true);
        const path = readText(name);
        const file =
          path === null
            ? memoryFile()
            : files.open(path, {
                create: (flags & OPEN_CREATE) !== 0,
                exclusive: (flags & OPEN_EXCLUSIVE) !== 0,
                write: (flags & OPEN_READWRITE) !== 0,
              });
        if (!file) return CANTOPEN;
        const deletes = (flags & OPEN_DELETEONCLOSE) !== 0;
        open.set(id, { file, temporary: deletes && path !== null ? path : undefined });
        view().setInt32(id, methods, true);
        if (outFlags !== 0) {
          const got = file.readOnly
            ? (flags & ~(OPEN_READWRITE | OPEN_CREATE)) | OPEN_READONLY
            : flags;
          view().setInt32(outFlags, got, true);
        }
        return OK;
      },
    ],
    [
      'iiii',
      function remove(_vfs: number, name: number) {
        files.remove(readText(name)!);
        return OK;
      },
    ],
    [
      'iiiii',
      function access(_vfs: number, name: number, what: number, result: number) {
        const found = files.access(readText(name)!);
        const isSo =
          what === ACCESS_EXISTS || what !== ACCESS_READWRITE
            ? found !== 'missing'
            : found === 'writable';
        view().setInt32(result, isSo ? 1 : 0, true);
        return OK;
      },
    ],
    [
      'iiiii',
      function fullPathname(_vfs: number, name: number, size: number, result: number) {
        const path = new TextEncoder().encode(files.resolve(readText(name)!));
        if (path.length + 1 > size) return CANTOPEN;
        bytes().set(path, result);
        bytes()[result + path.length] = 0;
        return OK;
      },
    ],
    ['iii', () => 0], // xDlOpen
    ['viii', () => 0], // xDlError
    ['iiii', () => 0], // xDlSym
    ['vii', () => 0], // xDlClose
    [
      'iiii',
      function randomness(_vfs: number, length: number, target: number) {
        files.random(bytes().subarray(target, target + length));
        return length;
      },
    ],
    // xSleep: nothing that is waited for can happen in this thread meanwhile.
    ['iii', (_vfs: number, microseconds: number) => microseconds],
    [
      'iii',
      function currentTime(_vfs: number, result: number) {
        view().setFloat64(result, Number(BigInt(Date.now()) + JULIAN_EPOCH) / 86_400_000, true);
        return OK;
      },
    ],
    ['iiii', () => 0], // xGetLastError
    [
      'iii',
      function currentTimeInt64(_vfs: number, result: number) {
        view().setBigInt64(result, BigInt(Date.now()) + JULIAN_EPOCH, true);
        return OK;
      },
    ],
  ];
  const HEADER = 24;
  const vfs = api.malloc!(HEADER + 4 * system.length);
  const header = [2, 8, 1024, 0, sqlite.text('node'), 0];
  header.forEach((value, i) => view().setInt32(vfs + 4 * i, value, true));
  system.forEach(([signature, run], i) => {
    view().setInt32(vfs + HEADER + 4 * i, pointerTo(signature, guarded(run)), true);
  });
  api.sqlite3_vfs_register!(vfs, 1);
}
