/** Parses shell scripts: the grammar of POSIX without functions and `case`. */
import {
  type AndOr,
  type Assignment,
  type Command,
  type Pipeline,
  type Redirection,
  type RedirectionOperator,
  type Script,
  type Word,
} from './ast.ts';
import { ShellSyntaxError } from './shell-syntax-error.ts';
import { WordReader } from './word-reader.ts';

const OPERATORS = /&&|\|\||;;|[;&|()\n]/y;
const REDIRECTION = /([0-9]*)(<<<|<<-?|&>>|&>|>>|>\||>&|<&|<>|>|<)/y;
const RESERVED = /(?:if|then|elif|else|fi|for|while|until|do|done|in|[{}!])(?=[\s;&|<>()]|$)/y;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/;

interface HereDocument {
  redirection: Redirection;
  delimiter: string;
  quoted: boolean;
  stripTabs: boolean;
}

class Parser {
  readonly #text: string;
  #position: number;
  #hereDocuments: HereDocument[] = [];

  constructor(text: string, from: number) {
    this.#text = text;
    this.#position = from;
  }

  get position(): number {
    return this.#position;
  }

  /** Statements up to an operator or word that cannot go on: `)`, `fi`, `done`, …, or the end. */
  script(): Script {
    const script: Script = [];
    this.#skipNewlines();
    while (this.#startsCommand()) {
      const start = this.#position;
      const list = this.#andOr();
      const source = this.#text.slice(start, this.#position).trim();
      const operator = this.#peekOperator();
      script.push({ list, background: operator === '&', source });
      if (operator !== ';' && operator !== '&' && operator !== '\n') break;
      this.#take(operator);
      this.#skipNewlines();
    }
    return script;
  }

  #startsCommand(): boolean {
    this.#skipBlanks();
    if (this.#position >= this.#text.length) return false;
    const reserved = this.#peekReserved();
    if (reserved) return ['if', 'for', 'while', 'until', '{', '!'].includes(reserved);
    const operator = this.#peekOperator();
    return operator === undefined || operator === '(';
  }

  #andOr(): AndOr {
    const first = this.#pipeline();
    const rest: AndOr['rest'] = [];
    for (;;) {
      const operator = this.#peekOperator();
      if (operator !== '&&' && operator !== '||') return { first, rest };
      this.#take(operator);
      this.#skipNewlines();
      rest.push({ operator, pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    let negated = false;
    while (this.#takeReserved('!')) negated = !negated;
    const commands = [this.#command()];
    while (this.#peekOperator() === '|') {
      this.#take('|');
      this.#skipNewlines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): Command {
    const reserved = this.#peekReserved();
    if (reserved === 'if') return this.#if();
    if (reserved === 'for') return this.#for();
    if (reserved === 'while' || reserved === 'until') return this.#while(reserved);
    if (reserved === '{') {
      this.#takeReserved('{');
      const body = this.#body('{', '}');
      return { type: 'group', body, redirections: this.#redirections() };
    }
    if (reserved && reserved !== '!') throw this.#unexpected();
    if (this.#peekOperator() === '(') {
      const open = this.#position;
      this.#take('(');
      const body = this.script();
      if (body.length === 0) throw this.#unexpected();
      if (this.#peekOperator() !== ')') throw this.#missing(')', '(', open);
      this.#take(')');
      return { type: 'subshell', body, redirections: this.#redirections() };
    }
    return this.#simple();
  }

  #simple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      const redirection = this.#redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      const word = this.#word();
      if (!word) break;
      const assignment = words.length === 0 ? asAssignment(word) : undefined;
      if (assignment) assignments.push(assignment);
      else words.push(word);
    }
    if (words.length + assignments.length + redirections.length === 0) throw this.#unexpected();
    return { type: 'simple', assignments, words, redirections };
  }

  #if(): Command {
    const open = this.#position;
    const branches: { condition: Script; body: Script }[] = [];
    let otherwise: Script | undefined;
    this.#takeReserved('if');
    do {
      const condition = this.#nonEmpty();
      this.#expectReserved('then', 'if', open);
      branches.push({ condition, body: this.#nonEmpty() });
    } while (this.#takeReserved('elif'));
    if (this.#takeReserved('else')) otherwise = this.#nonEmpty();
    this.#expectReserved('fi', 'if', open);
    return { type: 'if', branches, otherwise, redirections: this.#redirections() };
  }

  #for(): Command {
    this.#takeReserved('for');
    this.#skipBlanks();
    const name = /[A-Za-z_]\w*/y;
    name.lastIndex = this.#position;
    const variable = name.exec(this.#text)?.[0];
    if (!variable) throw this.#unexpected();
    this.#position += variable.length;
    this.#skipNewlines();
    let words: Word[] | undefined;
    if (this.#takeReserved('in')) {
      words = [];
      for (let word = this.#word(); word; word = this.#word()) words.push(word);
    }
    if (this.#peekOperator() === ';') this.#take(';');
    this.#skipNewlines();
    const open = this.#position;
    this.#expectReserved('do', 'for', open);
    const body = this.#body('do', 'done', open);
    return { type: 'for', variable, words, body, redirections: this.#redirections() };
  }

  #while(keyword: 'while' | 'until'): Command {
    const open = this.#position;
    this.#takeReserved(keyword);
    const condition = this.#nonEmpty();
    this.#expectReserved('do', keyword, open);
    const body = this.#body(keyword, 'done', open);
    const until = keyword === 'until';
    return { type: 'while', until, condition, body, redirections: this.#redirections() };
  }

  #body(opener: string, closer: string, open = this.#position - opener.length): Script {
    const body = this.#nonEmpty();
    this.#expectReserved(closer, opener, open);
    return body;
  }

  #nonEmpty(): Script {
    const script = this.script();
    if (script.length === 0) throw this.#unexpected();
    return script;
  }

  #redirections(): Redirection[] {
    const redirections: Redirection[] = [];
    for (let next = this.#redirection(); next; next = this.#redirection()) redirections.push(next);
    return redirections;
  }

  #redirection(): Redirection | undefined {
    this.#skipBlanks();
    REDIRECTION.lastIndex = this.#position;
    const match = REDIRECTION.exec(this.#text);
    if (!match) return undefined;
    const [all, digits, operator] = match as unknown as [string, string, string];
    this.#position += all.length;
    const fd = digits === '' ? (operator.startsWith('<') ? 0 : 1) : Number(digits);
    const target = this.#word();
    if (!target) throw this.#unexpected();
    if (operator.startsWith('<<') && operator !== '<<<') {
      const redirection: Redirection = { fd, operator: '<<', target: [] };
      const delimiter = target.map((part) => (part.type === 'text' ? part.text : '')).join('');
      const quoted = target.some((part) => part.type === 'text' && part.quoted);
      this.#hereDocuments.push({ redirection, delimiter, quoted, stripTabs: operator === '<<-' });
      return redirection;
    }
    return { fd, operator: operator as RedirectionOperator, target };
  }

  #word(): Word | undefined {
    this.#skipBlanks();
    const reader = new WordReader(this.#text, this.#position, parseNested);
    const word = reader.read();
    this.#position = reader.position;
    return word;
  }

  #peekOperator(): string | undefined {
    this.#skipBlanks();
    OPERATORS.lastIndex = this.#position;
    const operator = OPERATORS.exec(this.#text)?.[0];
    // `&>` is a redirection.
    return operator === '&' && this.#text[this.#position + 1] === '>' ? undefined : operator;
  }

  #take(operator: string): void {
    this.#position += operator.length;
    if (operator === '\n') this.#readHereDocuments();
  }

  #peekReserved(): string | undefined {
    this.#skipBlanks();
    RESERVED.lastIndex = this.#position;
    return RESERVED.exec(this.#text)?.[0];
  }

  #takeReserved(word: string): boolean {
    if (this.#peekReserved() !== word) return false;
    this.#position += word.length;
    return true;
  }

  #expectReserved(word: string, opener: string, open: number): void {
    if (!this.#takeReserved(word)) throw this.#missing(word, opener, open);
  }

  #skipBlanks(): void {
    for (;;) {
      const character = this.#text[this.#position];
      if (character === ' ' || character === '\t' || character === '\r') this.#position++;
      else if (character === '\\' && this.#text[this.#position + 1] === '\n') this.#position += 2;
      else if (character === '#' && /^$|[\s;&|()]/.test(this.#text[this.#position - 1] ?? '')) {
        const end = this.#text.indexOf('\n', this.#position);
        this.#position = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #skipNewlines(): void {
    for (;;) {
      this.#skipBlanks();
      if (this.#text[this.#position] !== '\n') return;
      this.#take('\n');
    }
  }

  #readHereDocuments(): void {
    for (const { redirection, delimiter, quoted, stripTabs } of this.#hereDocuments.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        if (this.#position >= this.#text.length) {
          throw this.#fail(`the here-document has no line \`${delimiter}\``, true);
        }
        const end = this.#text.indexOf('\n', this.#position);
        const stop = end < 0 ? this.#text.length : end;
        const raw = this.#text.slice(this.#position, stop);
        this.#position = Math.min(stop + 1, this.#text.length);
        const line = stripTabs ? raw.replace(/^\t+/, '') : raw;
        if (line === delimiter) break;
        lines.push(`${line}\n`);
      }
      const body = lines.join('');
      redirection.target = quoted
        ? [{ type: 'text', text: body, quoted: true }]
        : new WordReader(body, 0, parseNested).readHereDocument();
    }
  }

  /** Ends the script: what is left over is an error. */
  finish(): void {
    this.#skipNewlines();
    if (this.#hereDocuments.length > 0) {
      throw this.#fail(
        `the here-document has no line \`${this.#hereDocuments[0]!.delimiter}\``,
        true,
      );
    }
    if (this.#position < this.#text.length) throw this.#unexpected();
  }

  #missing(word: string, opener: string, open: number): ShellSyntaxError {
    if (this.#position < this.#text.length) return this.#unexpected();
    return new ShellSyntaxError(this.#text, open, `\`${opener}\` has no \`${word}\``, true);
  }

  #unexpected(): ShellSyntaxError {
    this.#skipBlanks();
    if (this.#position >= this.#text.length)
      return this.#fail('unexpected end of the command', true);
    const token = this.#peekOperator() ?? /^\S+/.exec(this.#text.slice(this.#position))?.[0] ?? '';
    return this.#fail(`unexpected \`${token === '\n' ? 'newline' : token}\``, false);
  }

  #fail(message: string, incomplete: boolean): ShellSyntaxError {
    return new ShellSyntaxError(this.#text, this.#position, message, incomplete);
  }
}

function asAssignment(word: Word): Assignment | undefined {
  const [first, ...rest] = word;
  if (first?.type !== 'text' || first.quoted) return undefined;
  const match = ASSIGNMENT.exec(first.text);
  if (!match) return undefined;
  const text = first.text.slice(match[0].length);
  const value: Word = text === '' ? rest : [{ ...first, text }, ...rest];
  const tilde = /^~(?=\/|$)/.test(text);
  return {
    name: match[1]!,
    value: tilde
      ? [{ type: 'tilde', user: '' }, { ...first, text: text.slice(1) }, ...rest]
      : value,
  };
}

function parseNested(text: string, from: number): { script: Script; end: number } {
  const parser = new Parser(text, from);
  return { script: parser.script(), end: parser.position };
}

/** @throws ShellSyntaxError with the position, and whether more input could help. */
export function parse(text: string): Script {
  const parser = new Parser(text, 0);
  const script = parser.script();
  parser.finish();
  return script;
}
