import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Job } from './job.ts';
import { makeFolder, runInShell } from './run-in-shell.test-helper.ts';

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder({
    'a.txt': 'one\ntwo\nthree\n',
    'args.js': 'console.log(process.argv.slice(2).join("|"))',
    'upper.js':
      'process.stdin.setEncoding("utf8").on("data", (text) => process.stdout.write(text.toUpperCase()))',
    'script.sh': 'echo "$0 $1 $#"; exit 3',
    'spawn-loop.js': 'console.log("up"); setInterval(() => {}, 1000)',
  });
});
afterAll(() => folder.remove());

const run = (text: string, options?: Parameters<typeof runInShell>[2]) =>
  runInShell(folder.path, text, options);

describe('runs', () => {
  test.each<[string, string, number?]>([
    ['echo a; echo b', 'a\nb\n'],
    ['true && echo yes || echo no', 'yes\n'],
    ['false && echo yes || echo no', 'no\n'],
    ['false; echo $?', '1\n'],
    ['! true; echo $?', '1\n'],
    ['exit 7; echo no', '', 7],
    ['(exit 3); echo $?', '3\n'],
    ['(A=1; cd /); echo "$A" $(pwd | wc -l)', ' 1\n'],
    ['{ echo a; echo b; } | wc -l', '2\n'],
    ['echo a | cat | cat', 'a\n'],
    ['yes | head -2', 'y\ny\n'],
    ['yes | head -1 | cat; echo $?', 'y\n0\n'],
    ['A=1; echo $A; A=2 node -p process.env.A', '1\n2\n'],
    ['A=1; node -p process.env.A; export A; node -p process.env.A', 'undefined\n1\n'],
    ['node args.js "a b" c\\ d $(echo e f)', 'a b|c d|e|f\n'],
    ['echo hello | node upper.js | tr L l', 'HEllO\n'],
    ['node -e "process.exit(9)"; echo $?', '9\n'],
    ['node -e "process.kill(process.pid)"; echo $?', '143\n'],
    ['nosuch 2>/dev/null; echo $?', '127\n'],
    ['./a.txt 2>/dev/null; echo $?', '126\n'],
    ['echo out >o.txt; echo more >>o.txt; cat <o.txt; rm o.txt', 'out\nmore\n'],
    ['node -e "console.error(1)" 2>&1 | cat', '1\n'],
    ['{ echo a; echo b >&2; } 2>e.txt; cat e.txt; rm e.txt', 'a\nb\n'],
    ['cat <<< "x y"', 'x y\n'],
    ['cat <<E\nA is $((1 + 1))\nE', 'A is 2\n'],
    ['for i in a b; do echo $i; done', 'a\nb\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done', '1\n'],
    ['if [ -f a.txt ]; then echo file; else echo none; fi', 'file\n'],
    ['set -e; false; echo no', '', 1],
    ['set -e; false || echo yes; if false; then :; fi; echo end', 'yes\nend\n'],
    ["sh -c 'echo $0 $1' x y", 'x y\n'],
    ['sh script.sh q; echo $?', 'script.sh q 1\n3\n'],
    ['echo one two | { read A B; echo $B-$A; }', 'two-one\n'],
    ['sleep 0.01 & wait; echo done', 'done\n'],
    ['node spawn-loop.js >/dev/null & kill $!; wait $!; echo $?', '143\n'],
    ['eval "echo \\$((2*3))"', '6\n'],
    ['cd /; cd - >/dev/null; [ "$PWD" = "$HOME" ] && echo back', 'back\n'],
    ['type cd node nosuch 2>/dev/null | head -1', 'cd is a command of this shell\n'],
    ['set -- p q; shift; echo $1 $#', 'q 1\n'],
    ['exec echo last; echo no', 'last\n'],
    ['echo "unclosed', '', 2],
    ['env -i X=1 env', 'X=1\n'],
    ['printf "%s=%d;" a 1 b 2', 'a=1;b=2;'],
    ['echo a b c | xargs -n 2 echo -', '- a b\n- c\n'],
  ])('%s', async (text, out, code = 0) => {
    expect(await run(text)).toMatchObject({ out, code });
  });
});

test('says what is wrong', async () => {
  expect(await run('nosuch a')).toMatchObject({
    err: 'sh: nosuch: command not found\n',
    code: 127,
  });
  expect(await run('cat none')).toMatchObject({ err: 'cat: none: No such file or directory\n' });
  expect(await run('cd none')).toMatchObject({ err: 'cd: none: No such file or directory\n' });
  expect(await run('echo hi >none/x')).toMatchObject({
    err: 'sh: none/x: No such file or directory\n',
    code: 1,
  });
  expect(await run('echo a\n)')).toMatchObject({
    err: 'sh: syntax error at 2:1: unexpected `)`\n',
  });
});

test('a signal ends what runs, and nothing follows', async () => {
  for (const text of [
    'sleep 60; echo no',
    'while true; do true; done; echo no',
    'yes >/dev/null; echo no',
  ]) {
    const job = new Job(0, text);
    const result = run(text, { job });
    await new Promise((resolve) => setImmediate(resolve));
    job.signal('SIGINT');
    expect(await result).toEqual({ code: 130, out: '', err: '' });
  }
});

test('a process gets the signal, and may end in its own way', async () => {
  const text =
    "node -e \"process.on('SIGINT', () => { console.log(1); process.exit(0) }); setInterval(() => {}, 1e3); process.kill(process.ppid, 0); process.kill(process.pid, 'SIGINT')\"; echo next";
  expect(await run(text)).toMatchObject({ out: '1\nnext\n', code: 0 });
});

test('large data streams through', async () => {
  const big = 'x'.repeat(3_000_000);
  const { out } = await run('cat | node upper.js | cat | wc -c', { input: big });
  expect(out).toBe('3000000\n');
});

test('background jobs write to files, too', async () => {
  await run('echo late >b.txt & wait');
  expect(readFileSync(join(folder.path, 'b.txt'), 'utf8')).toBe('late\n');
});
