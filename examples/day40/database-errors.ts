import type { QueryError } from 'mysql2';

// #region answers
/** Errors that are the client's fault, by MySQL's name for them. */
const answers: Record<string, (column: string) => { status: number; error: string }> = {
  ER_DUP_ENTRY: () => ({ status: 409, error: 'There is one with this name already' }),
  ER_ROW_IS_REFERENCED_2: () => ({ status: 409, error: 'Something else still refers to it' }),
  ER_NO_REFERENCED_ROW_2: () => ({
    status: 422,
    error: 'It refers to something that is not there',
  }),
  ER_DATA_TOO_LONG: (column) => ({ status: 422, error: `${column} is too long` }),
  ER_WARN_DATA_OUT_OF_RANGE: (column) => ({ status: 422, error: `${column} is too large` }),
  ER_TRUNCATED_WRONG_VALUE: (column) => ({ status: 422, error: `${column} is no such value` }),
};

/** What to tell the client, or undefined if the error is no fault of the client's. */
export function answerTo(error: unknown): { status: number; error: string } | undefined {
  const { code = '', message = '' } = (error ?? {}) as Partial<QueryError>;
  // MySQL's text names the column. The rest of the text is not for strangers.
  const [, column = 'A value'] = /column [^ ]*?(\w+)[`'] at row/.exec(message) ?? [];
  return answers[code]?.(column);
}
// #endregion
