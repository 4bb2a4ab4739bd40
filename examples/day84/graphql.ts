import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, GraphQLError, parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/express';
import { books, find } from './library.ts';

const schema = buildSchema(readFileSync(join(import.meta.dirname, 'schema.graphql'), 'utf8'));

// #region root
/** A function for each field of `Query`; the objects that they return have the functions below. */
const rootValue = {
  book: ({ id }: { id: string }) => books.find((book) => book.id === id) ?? null,

  books: ({ genre, first }: { genre?: string; first: number }) => {
    if (first < 1 || first > 50) throw badInput('first must be from 1 to 50');
    return books.filter((book) => !genre || book.genre === genre).slice(0, first);
  },

  search: ({ text }: { text: string }) => {
    if (text.trim().length < 2) throw badInput('text must have at least 2 letters');
    return find(text.trim());
  },
};

const badInput = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
// #endregion

// #region handler
export const graphql = createHandler({
  schema,
  rootValue,
  parse: (source, options) => parse(source, { ...options, maxTokens: 500 }),
  formatError: (error) => {
    if (!(error instanceof GraphQLError) || !error.originalError) return error;
    if (error.originalError instanceof GraphQLError) return error;
    console.error(error.path?.join('.'), error.originalError);
    const { nodes, path } = error;
    return new GraphQLError('Something broke on our side', { nodes, path });
  },
});
// #endregion
