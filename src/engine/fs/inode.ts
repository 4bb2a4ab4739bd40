/** What the tree is made of: files, directories, symbolic links and devices. */
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFREG, S_IFSOCK } from './constants.ts';
import { FileContent } from './file-content.ts';
import { byteLengthUtf8 } from '../bytes/utf8.ts';

/** One name of an inode. */
export interface Link {
  parent: DirectoryInode;
  name: string;
}

abstract class InodeBase {
  readonly ino: number;
  /** File type and permission bits, as in `stat.st_mode`. */
  mode: number;
  nlink = 1;
  uid = 0;
  gid = 0;
  /** Times are milliseconds since the epoch, with fractions. */
  atime: number;
  mtime: number;
  ctime: number;
  birthtime: number;
  /** One of the inode's names; `undefined` for the root and for what has been removed. */
  parent: DirectoryInode | undefined = undefined;
  name = '';
  /** Further names (hard links), if there are any. */
  otherLinks: Link[] | undefined = undefined;

  constructor(ino: number, mode: number, time: number) {
    this.ino = ino;
    this.mode = mode;
    this.atime = time;
    this.mtime = time;
    this.ctime = time;
    this.birthtime = time;
  }

  /** Bytes, as `stat.st_size`. */
  abstract get size(): number;
}

export class FileInode extends InodeBase {
  readonly kind = 'file';
  readonly content: FileContent;
  constructor(ino: number, permissions: number, time: number, content = new FileContent()) {
    super(ino, S_IFREG | permissions, time);
    this.content = content;
  }
  get size(): number {
    return this.content.size;
  }
}

export class DirectoryInode extends InodeBase {
  readonly kind = 'directory';
  readonly entries = new Map<string, Inode>();
  constructor(ino: number, permissions: number, time: number) {
    super(ino, S_IFDIR | permissions, time);
    this.nlink = 2;
  }
  get size(): number {
    return 4096;
  }
}

export class SymlinkInode extends InodeBase {
  readonly kind = 'symlink';
  readonly target: string;
  constructor(ino: number, target: string, time: number) {
    super(ino, S_IFLNK | 0o777, time);
    this.target = target;
  }
  get size(): number {
    return byteLengthUtf8(this.target);
  }
}

/** What a device does with bytes. */
export interface Device {
  /** `st_rdev`. */
  rdev: number;
  /** Fills the target and returns the number of bytes; 0 is the end of file. */
  read(target: Uint8Array): number;
  write(bytes: Uint8Array): void;
}

export class DeviceInode extends InodeBase {
  readonly kind = 'device';
  readonly device: Device;
  constructor(ino: number, permissions: number, time: number, device: Device) {
    super(ino, S_IFCHR | permissions, time);
    this.device = device;
  }
  get size(): number {
    return 0;
  }
}

/** Names a Unix domain socket; what is sent to it goes elsewhere. */
export class SocketInode extends InodeBase {
  readonly kind = 'socket';
  constructor(ino: number, permissions: number, time: number) {
    super(ino, S_IFSOCK | permissions, time);
  }
  get size(): number {
    return 0;
  }
}

export type Inode = FileInode | DirectoryInode | SymlinkInode | DeviceInode | SocketInode;
