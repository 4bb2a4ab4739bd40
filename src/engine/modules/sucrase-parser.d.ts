// sucrase ships these declarations under dist/types, where its package.json does not map them.
declare module 'sucrase/dist/esm/parser' {
  export { parse } from 'sucrase/dist/types/parser/index';
}
declare module 'sucrase/dist/esm/parser/tokenizer/types' {
  export { TokenType } from 'sucrase/dist/types/parser/tokenizer/types';
}
