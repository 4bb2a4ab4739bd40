/** Linux's numbers, which are those of the pinned Node's `fs.constants`. */
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_ACCMODE = 0o3;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_TRUNC = 0o1000;
export const O_APPEND = 0o2000;
export const O_DIRECTORY = 0o200000;
export const O_NOFOLLOW = 0o400000;

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
export const S_IFSOCK = 0o140000;
export const S_IFCHR = 0o020000;

export const X_OK = 1;

export const COPYFILE_EXCL = 1;

/** `NAME_MAX` and `PATH_MAX` of Linux; the latter counts the terminating NUL. */
export const NAME_MAX = 255;
export const PATH_MAX = 4096;
/** Symbolic links that one path may lead through. */
export const MAX_LINKS_FOLLOWED = 40;
