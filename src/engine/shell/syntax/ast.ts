/** What a script is made of, after the Shell Command Language of POSIX (XCU chapter 2). */

export type WordPart =
  | { type: 'text'; text: string; quoted: boolean }
  /** `~` or `~name` at the start of a word. */
  | { type: 'tilde'; user: string }
  | {
      type: 'parameter';
      name: string;
      /** `:-`, `-`, `:=`, `=`, `:+`, `+`, `:?`, `?`, `#` (prefix), `##`, `%`, `%%`, or `length`. */
      operator?: string;
      word?: Word;
      quoted: boolean;
    }
  | { type: 'command'; script: Script; quoted: boolean }
  | { type: 'arithmetic'; expression: string; quoted: boolean };

export type Word = WordPart[];

export interface Assignment {
  name: string;
  value: Word;
}

export const redirectionOperators = [
  '<',
  '>',
  '>>',
  '>|',
  '<>',
  '<&',
  '>&',
  '<<<',
  '&>',
  '&>>',
] as const;
export type RedirectionOperator = (typeof redirectionOperators)[number];

export interface Redirection {
  fd: number;
  operator: RedirectionOperator | '<<';
  /** A path, a descriptor's number, or the text of a here-document. */
  target: Word;
}

export type Command =
  | { type: 'simple'; assignments: Assignment[]; words: Word[]; redirections: Redirection[] }
  | { type: 'subshell' | 'group'; body: Script; redirections: Redirection[] }
  | {
      type: 'if';
      branches: { condition: Script; body: Script }[];
      otherwise: Script | undefined;
      redirections: Redirection[];
    }
  | {
      type: 'for';
      variable: string;
      /** Undefined: the positional parameters. */
      words: Word[] | undefined;
      body: Script;
      redirections: Redirection[];
    }
  | {
      type: 'while';
      until: boolean;
      condition: Script;
      body: Script;
      redirections: Redirection[];
    };

export interface Pipeline {
  negated: boolean;
  commands: Command[];
}

export interface AndOr {
  first: Pipeline;
  rest: { operator: '&&' | '||'; pipeline: Pipeline }[];
}

export interface Statement {
  list: AndOr;
  background: boolean;
  /** The statement as it was typed: the name of its job. */
  source: string;
}

export type Script = Statement[];
