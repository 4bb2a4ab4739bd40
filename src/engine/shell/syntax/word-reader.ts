/** Reads words: quotes, escapes and what begins with `$`. */
import type { Script, Word, WordPart } from './ast.ts';
import { ShellSyntaxError } from './shell-syntax-error.ts';

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPECIAL_PARAMETER = /[0-9?$!#@*-]/y;
/** Characters that end an unquoted word. */
const METACHARACTERS = ' \t\n;&|<>()';

export type ScriptParser = (text: string, from: number) => { script: Script; end: number };

export class WordReader {
  readonly text: string;
  position: number;
  readonly #parseScript: ScriptParser;

  /** @param parseScript Parses what stands between `$(` and `)`. */
  constructor(text: string, position: number, parseScript: ScriptParser) {
    this.text = text;
    this.position = position;
    this.#parseScript = parseScript;
  }

  /** The word at the position, or `undefined` where none begins. */
  read(): Word | undefined {
    const start = this.position;
    const word = this.#parts((character) => METACHARACTERS.includes(character), false);
    return this.position === start ? undefined : withTilde(word);
  }

  /** Text as between double quotes, up to the end: the body of a here-document. */
  readHereDocument(): Word {
    return this.#parts(() => false, true);
  }

  #parts(endsAt: (character: string) => boolean, quoted: boolean): Word {
    const parts: Word = [];
    const add = (text: string, isQuoted: boolean): void => {
      const last = parts.at(-1);
      if (last?.type === 'text' && last.quoted === isQuoted) last.text += text;
      else parts.push({ type: 'text', text, quoted: isQuoted });
    };
    while (this.position < this.text.length) {
      const character = this.text[this.position]!;
      if (endsAt(character)) break;
      if (character === '\\') this.#escape(add, quoted);
      else if (character === '$') {
        const part = this.#dollar(quoted);
        if (part) parts.push(part);
        else add('$', quoted);
      } else if (character === '`') parts.push(this.#backquoted(quoted));
      else if (!quoted && character === "'") {
        add(this.#until("'"), true);
      } else if (!quoted && character === '"') {
        const open = this.position++;
        const inside = this.#parts((next) => next === '"', true);
        // Even an empty string is a word.
        if (inside.length === 0) add('', true);
        for (const part of inside) {
          if (part.type === 'text') add(part.text, true);
          else parts.push(part);
        }
        if (this.text[this.position] !== '"') throw this.#unterminated('"', open);
        this.position++;
      } else {
        add(character, quoted);
        this.position++;
      }
    }
    return parts;
  }

  #escape(add: (text: string, quoted: boolean) => void, quoted: boolean): void {
    const next = this.text[this.position + 1];
    if (next === undefined) {
      if (quoted) add('\\', true);
      else throw this.#fail('nothing follows the backslash', this.position, true);
      this.position++;
      return;
    }
    this.position += 2;
    if (next === '\n') return;
    // Between double quotes a backslash escapes these only.
    if (quoted && !'$`"\\'.includes(next)) add(`\\${next}`, true);
    else add(next, true);
  }

  #until(quote: string): string {
    const end = this.text.indexOf(quote, this.position + 1);
    if (end < 0) throw this.#unterminated(quote, this.position);
    const inside = this.text.slice(this.position + 1, end);
    this.position = end + 1;
    return inside;
  }

  #dollar(quoted: boolean): WordPart | undefined {
    const { text } = this;
    const open = this.position;
    if (text.startsWith('$((', open)) {
      const part = this.#arithmetic(quoted);
      if (part) return part;
    }
    if (text[open + 1] === '(') {
      const { script, end } = this.#parseScript(text, open + 2);
      if (text[end] !== ')') throw this.#fail('`$(` has no `)`', open, end >= text.length);
      this.position = end + 1;
      return { type: 'command', script, quoted };
    }
    if (text[open + 1] === '{') return this.#braced(quoted);
    if (!quoted && text[open + 1] === "'") {
      this.position++;
      return { type: 'text', text: this.#ansiQuoted(), quoted: true };
    }
    const name = this.#match(NAME, open + 1) ?? this.#match(SPECIAL_PARAMETER, open + 1);
    this.position = open + 1 + (name?.length ?? 0);
    return name === undefined ? undefined : { type: 'parameter', name, quoted };
  }

  /** `$'…'` with C escapes, as in bash. */
  #ansiQuoted(): string {
    const start = this.position + 1;
    let at = start;
    while (at < this.text.length && this.text[at] !== "'") at += this.text[at] === '\\' ? 2 : 1;
    if (at >= this.text.length) throw this.#unterminated("'", this.position);
    this.position = at + 1;
    return unescapeC(this.text.slice(start, at));
  }

  #braced(quoted: boolean): WordPart {
    const open = this.position;
    this.position += 2;
    const isLength = this.text[this.position] === '#' && this.text[this.position + 1] !== '}';
    if (isLength) this.position++;
    const name = this.#match(NAME) ?? this.#match(/[0-9]+|[?$!#@*-]/y);
    if (name === undefined) throw this.#bad(open);
    this.position += name.length;
    if (isLength) {
      if (this.text[this.position] !== '}') throw this.#bad(open);
      this.position++;
      return { type: 'parameter', name, operator: 'length', quoted };
    }
    const operator = this.#match(/:?[-=+?]|##?|%%?/y);
    if (operator === undefined) {
      if (this.text[this.position] !== '}') throw this.#bad(open);
      this.position++;
      return { type: 'parameter', name, quoted };
    }
    this.position += operator.length;
    const word = withTilde(this.#bracedWord(quoted));
    if (this.text[this.position] !== '}') throw this.#fail('`${` has no `}`', open, true);
    this.position++;
    return { type: 'parameter', name, operator, word, quoted };
  }

  /** Quotes count inside braces even where the braces stand between double quotes. */
  #bracedWord(quoted: boolean): Word {
    const word: Word = [];
    while (this.position < this.text.length && this.text[this.position] !== '}') {
      const start = this.position;
      word.push(...this.#parts((next) => next === '}' || (quoted && next === '"'), false));
      if (this.position === start) break;
    }
    return quoted
      ? word.map((part) => (part.type === 'tilde' ? part : { ...part, quoted: true }))
      : word;
  }

  #arithmetic(quoted: boolean): WordPart | undefined {
    let depth = 0;
    for (let at = this.position + 3; at < this.text.length; at++) {
      const character = this.text[at];
      if (character === '(') depth++;
      else if (character === ')' && depth > 0) depth--;
      else if (character === ')') {
        // `$((a); b)` is a subshell inside a command substitution.
        if (this.text[at + 1] !== ')') return undefined;
        const expression = this.text.slice(this.position + 3, at);
        this.position = at + 2;
        return { type: 'arithmetic', expression, quoted };
      }
    }
    throw this.#fail('`$((` has no `))`', this.position, true);
  }

  #backquoted(quoted: boolean): WordPart {
    const open = this.position;
    let end = open + 1;
    while (end < this.text.length && this.text[end] !== '`') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) throw this.#unterminated('`', open);
    const inside = this.text.slice(open + 1, end).replace(/\\([$`\\])/g, '$1');
    const { script, end: stop } = this.#parseScript(inside, 0);
    if (stop < inside.length) throw this.#fail(`unexpected \`${inside[stop]}\``, open, false);
    this.position = end + 1;
    return { type: 'command', script, quoted };
  }

  #match(pattern: RegExp, at = this.position): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0];
  }

  #bad(open: number): ShellSyntaxError {
    const isOpen = this.position >= this.text.length;
    return this.#fail('`${` is followed by no substitution that this shell knows', open, isOpen);
  }

  #unterminated(quote: string, at: number): ShellSyntaxError {
    return this.#fail(`this ${quote} has no matching ${quote}`, at, true);
  }

  #fail(message: string, at: number, incomplete: boolean): ShellSyntaxError {
    return new ShellSyntaxError(this.text, at, message, incomplete);
  }
}

function withTilde(word: Word): Word {
  const first = word[0];
  if (first?.type !== 'text' || first.quoted) return word;
  const match = /^~([\w.-]*)(?=\/|$)/.exec(first.text);
  // `~"x"` is no home folder: the name would go on in the next part.
  if (!match || (match[0].length === first.text.length && word.length > 1)) return word;
  const rest = first.text.slice(match[0].length);
  return [
    { type: 'tilde', user: match[1]! },
    ...(rest ? [{ ...first, text: rest }] : []),
    ...word.slice(1),
  ];
}

const C_ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Backslash escapes of C, of `echo -e` and of `printf`. */
export const unescapeC = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|0([0-7]{1,3})|([0-7]{1,3})|([^]))/g,
    (all, hex?: string, unicode?: string, zeroOctal?: string, octal?: string, letter?: string) => {
      if (hex ?? unicode) return String.fromCodePoint(parseInt((hex ?? unicode)!, 16));
      if (zeroOctal ?? octal) return String.fromCharCode(parseInt((zeroOctal ?? octal)!, 8));
      return C_ESCAPES[letter!] ?? (`\\'"`.includes(letter!) ? letter! : all);
    },
  );
