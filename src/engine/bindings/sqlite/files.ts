/** The file system as the database sees it; implemented over the process's file tree. */
export interface DatabaseFile {
  /** The same for every open of the same file: locks belong to it. */
  identity: object;
  readOnly: boolean;
  /** Bytes read, fewer at the end of the file. */
  read(target: Uint8Array, position: number): number;
  write(bytes: Uint8Array, position: number): void;
  truncate(size: number): void;
  size(): number;
}

export interface DatabaseFiles {
  /** `undefined`: cannot be opened that way. Falls back to read-only where the file forbids more. */
  open(
    path: string,
    how: { create: boolean; exclusive: boolean; write: boolean },
  ): DatabaseFile | undefined;
  remove(path: string): void;
  access(path: string): 'missing' | 'readable' | 'writable';
  /** Absolute. */
  resolve(path: string): string;
  /** Fills with random bytes. */
  random(target: Uint8Array): void;
}

/** A temporary file, which has no name. */
export function memoryFile(): DatabaseFile {
  let bytes = new Uint8Array(0);
  let size = 0;
  const identity = {};
  return {
    identity,
    readOnly: false,
    read(target, position) {
      const part = bytes.subarray(
        Math.min(position, size),
        Math.min(size, position + target.length),
      );
      target.set(part);
      return part.length;
    },
    write(data, position) {
      const end = position + data.length;
      if (end > bytes.length) {
        const larger = new Uint8Array(Math.max(end, 2 * bytes.length, 4096));
        larger.set(bytes.subarray(0, size));
        bytes = larger;
      }
      bytes.set(data, position);
      size = Math.max(size, end);
    },
    truncate(length) {
      bytes.fill(0, length);
      size = Math.min(size, length);
    },
    size: () => size,
  };
}
