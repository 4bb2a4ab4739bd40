import { describe, expect, test } from 'vitest';
import type { Command, Script, Word } from './ast.ts';
import { parse } from './parse.ts';
import { ShellSyntaxError } from './shell-syntax-error.ts';

const wordText = (word: Word): string =>
  word
    .map((part) => {
      if (part.type === 'text') return part.quoted ? `<${part.text}>` : part.text;
      if (part.type === 'tilde') return `~${part.user}`;
      if (part.type === 'arithmetic') return `$((${part.expression}))`;
      if (part.type === 'command') return `$(${shown(part.script)})`;
      const inner = part.operator ? part.operator + wordText(part.word ?? []) : '';
      return `\${${part.name}${inner}}${part.quoted ? 'q' : ''}`;
    })
    .join('');

function commandText(command: Command): string {
  const redirections = command.redirections.map(
    ({ fd, operator, target }) => ` ${fd}${operator}${wordText(target)}`,
  );
  const tail = redirections.join('');
  switch (command.type) {
    case 'simple': {
      const assignments = command.assignments.map(
        ({ name, value }) => `${name}:=${wordText(value)}`,
      );
      return [...assignments, ...command.words.map(wordText)].join('·') + tail;
    }
    case 'subshell':
      return `(${shown(command.body)})${tail}`;
    case 'group':
      return `{${shown(command.body)}}${tail}`;
    case 'if': {
      const branches = command.branches.map(
        ({ condition, body }) => `${shown(condition)}?${shown(body)}`,
      );
      return `if[${branches.join('|')}${command.otherwise ? `:${shown(command.otherwise)}` : ''}]${tail}`;
    }
    case 'for':
      return `for[${command.variable} ${command.words?.map(wordText).join(' ')}:${shown(command.body)}]${tail}`;
    case 'while':
      return `${command.until ? 'until' : 'while'}[${shown(command.condition)}:${shown(command.body)}]${tail}`;
  }
}

const shown = (script: Script): string =>
  script
    .map(({ list, background }) => {
      const pipelines = [{ operator: '', pipeline: list.first }, ...list.rest].map(
        ({ operator, pipeline }) =>
          operator + (pipeline.negated ? '!' : '') + pipeline.commands.map(commandText).join('|'),
      );
      return pipelines.join('') + (background ? '&' : '');
    })
    .join(';');

describe('parses', () => {
  test.each([
    ['', ''],
    ['  # only a comment', ''],
    ['a b  c', 'a·b·c'],
    ['a;b;', 'a;b'],
    ['a\nb\n\n c', 'a;b;c'],
    ['a && b || c', 'a&&b||c'],
    ['a &&\n b', 'a&&b'],
    ['a | b | c', 'a|b|c'],
    ['! a | b', '!a|b'],
    ['a & b &', 'a&;b&'],
    ['a#b # c', 'a#b'],
    ['\'a b\' "c d" e\\ f', '<a b>·<c d>·e< >f'],
    ['"a $B `c` $(d e) \\$ \\n"', '<a >${B}q< >$(c)< >$(d·e)< $ \\n>'],
    ['$A${B}${C:-x y}', '${A}${B}${C:-x y}'],
    ['${#A} ${A##*/} ${A%.js}', '${Alength}·${A##*/}·${A%.js}'],
    ['$? $$ $! $1 $@ $# "$*"', '${?}·${$}·${!}·${1}·${@}·${#}·${*}q'],
    ['$((1 + 2)) "$((a*(b)))"', '$((1 + 2))·$((a*(b)))'],
    ['$ a$', '$·a$'],
    ['~ ~/a ~me/b a~ "~"', '~·~/a·~me/b·a~·<~>'],
    ['A=1 B="x y" cmd C=2', 'A:=1·B:=<x y>·cmd·C=2'],
    ['P=~/x', 'P:=~/x'],
    ['a > b 2>&1 < c >> d 2> e', 'a 1>b 2>&1 0<c 1>>d 2>e'],
    ['a &> b', 'a 1&>b'],
    ['>x', ' 1>x'],
    ['echo 2 >x a2>y', 'echo·2·a2 1>x 1>y'],
    ['cat <<< "$A"', 'cat 0<<<${A}q'],
    ['cat <<E; b\nx $A\nE\nc', 'cat 0<<<x >${A}q<\n>;b;c'],
    ["cat <<'E'\nx $A\nE", 'cat 0<<<x $A\n>'],
    ['(a; b) | c', '(a;b)|c'],
    ['{ a; b; } > f', '{a;b} 1>f'],
    ['if a; then b; elif c; then d; else e; fi', 'if[a?b|c?d:e]'],
    ['for i in 1 $X; do echo $i; done', 'for[i 1 ${X}:echo·${i}]'],
    ['while a; do b; done; until c\ndo d\ndone', 'while[a:b];until[c:d]'],
    ['echo if then done', 'echo·if·then·done'],
    ['echo {a,b} }', 'echo·{a,b}·}'],
    ["$'a\\tb\\x41'", '<a\tbA>'],
    ['a\\\nb', 'ab'],
    ['echo a \\\n b', 'echo·a·b'],
    ['curl -H "A: b" localhost:3000/?a=1', 'curl·-H·<A: b>·localhost:3000/?a=1'],
  ])('%j', (text, expected) => {
    expect(shown(parse(text))).toBe(expected);
  });
});

describe('refuses', () => {
  test.each([
    ['a "b', 1, 3, true],
    ["a 'b\nc", 1, 3, true],
    ['a |', 1, 4, true],
    ['a && ', 1, 6, true],
    ['(a', 1, 1, true],
    ['a $(b', 1, 3, true],
    ['if a; then b', 1, 1, true],
    ['cat <<E\nx', 2, 2, true],
    ['a \\', 1, 3, true],
    ['a ) b', 1, 3, false],
    ['| a', 1, 1, false],
    ['a\nb ;; c', 2, 3, false],
    ['fi', 1, 1, false],
    ['a > ;', 1, 5, false],
    ['()', 1, 2, false],
    ['${A!}', 1, 1, false],
  ])('%j', (text, line, column, incomplete) => {
    let error: unknown;
    try {
      parse(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ShellSyntaxError);
    expect(error).toMatchObject({ line, column, incomplete });
  });
});
