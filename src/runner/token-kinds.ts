/** The kinds of token that have a colour of their own, with the class that carries it. */
export const tokenKinds = ['keyword', 'string', 'comment', 'constant', 'function', 'link'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** One letter, because a page of code has a thousand of them. */
export const tokenClass = (kind: TokenKind): string =>
  kind === 'constant' ? 'n' : (kind[0] ?? '');
