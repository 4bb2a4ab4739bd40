/** The shell's own commands by name. */
import { npm, npx } from '../npm/index.ts';
import type { ShellCommand } from '../run/command.ts';
import { curl } from './curl/index.ts';
import { chmod, cp, ln, mkdir, mktemp, mv, rm, rmdir, touch } from './files.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { help } from './help.ts';
import { ls } from './ls.ts';
import * as print from './print.ts';
import { ps } from './ps.ts';
import { sleep } from './sleep.ts';
import { test } from './test.ts';
import * as text from './text.ts';
import { jsh } from './jsh.ts';

export const commands: Readonly<Record<string, ShellCommand>> = {
  '[': test,
  basename: print.basename,
  bash: jsh,
  cat: text.cat,
  chmod,
  clear: print.clear,
  cp,
  curl,
  cut: text.cut,
  date: print.date,
  dirname: print.dirname,
  echo: print.echo,
  env: print.env,
  find,
  grep,
  head: text.head,
  help,
  hostname: print.hostname,
  jsh,
  ln,
  ls,
  mkdir,
  mktemp,
  mv,
  npm,
  npx,
  printenv: print.printenv,
  printf: print.printf,
  ps,
  pwd: print.pwd,
  realpath: print.realpath,
  rm,
  rmdir,
  seq: text.seq,
  sh: jsh,
  sleep,
  sort: text.sort,
  tail: text.tail,
  tee: text.tee,
  test,
  touch,
  tr: text.tr,
  uname: print.uname,
  uniq: text.uniq,
  wc: text.wc,
  whoami: print.whoami,
  xargs: print.xargs,
  yes: text.yes,
};
