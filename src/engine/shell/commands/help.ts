/** `help`. */
import type { ShellCommand } from '../run/command.ts';

const SECTIONS: [title: string, names: string][] = [
  ['Programs', 'node npm npx curl'],
  ['Files', 'ls cat cp mv rm mkdir rmdir touch ln chmod find realpath mktemp'],
  ['Text', 'echo printf grep head tail sort uniq wc tee tr cut seq xargs yes'],
  ['Folders and variables', 'cd pwd env export unset set alias which type basename dirname'],
  ['Jobs', 'jobs fg wait kill ps sleep'],
  ['Shell', 'help history clear date test [ true false read source eval exit sh'],
];

export const help: ShellCommand = async ({ stdout }) => {
  await stdout.write('Commands of this shell:\n\n');
  for (const [title, names] of SECTIONS) await stdout.write(`  ${title.padEnd(22)} ${names}\n`);
  await stdout.write(
    [
      '',
      '  a | b   a && b   a || b   a; b   a &   ( a )   if, for, while   > >> < 2> 2>&1 << <<<',
      '  $NAME ${NAME:-default} $(command) $((1 + 2)) * ? [a-z] ** {a,b} ~ "quotes" \'quotes\'',
      '  Tab completes, arrow keys and Ctrl-R bring back what was typed, Ctrl-C stops a program.',
      '',
      'Programs of installed packages run by `npx name`; `npm help` lists what npm can do here.',
      '',
    ].join('\n'),
  );
};
