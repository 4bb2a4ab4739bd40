/** The kinds of token that have a colour of their own, with the class that carries it. */
export const tokenKinds = ['keyword', 'string', 'comment', 'constant', 'function', 'link'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/**
 * The kind that a token is shown as. Keywords of symbols alone have the text's own colour: grammars count `=` and
 * `=>` as keywords, and a sixth of all tokens would be elements for that.
 */
export const shownKind = (kind: TokenKind | undefined, text: string): TokenKind | undefined =>
  kind === 'keyword' && /^[^\p{L}\p{N}_'"`]+$/u.test(text) ? undefined : kind;

/** One letter, because a page of code has a thousand of them. */
export const tokenClass = (kind: TokenKind): string =>
  kind === 'constant' ? 'n' : (kind[0] ?? '');
