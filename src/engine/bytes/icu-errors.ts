/** Names of the ICU error numbers that Node's own code meets (`unicode/utypes.h`). */
const names: Record<number, string> = {
  0: 'U_ZERO_ERROR',
  1: 'U_ILLEGAL_ARGUMENT_ERROR',
  2: 'U_MISSING_RESOURCE_ERROR',
  3: 'U_INVALID_FORMAT_ERROR',
  4: 'U_FILE_ACCESS_ERROR',
  5: 'U_INTERNAL_PROGRAM_ERROR',
  6: 'U_MESSAGE_PARSE_ERROR',
  7: 'U_MEMORY_ALLOCATION_ERROR',
  8: 'U_INDEX_OUTOFBOUNDS_ERROR',
  9: 'U_PARSE_ERROR',
  10: 'U_INVALID_CHAR_FOUND',
  11: 'U_TRUNCATED_CHAR_FOUND',
  12: 'U_ILLEGAL_CHAR_FOUND',
  13: 'U_INVALID_TABLE_FORMAT',
  14: 'U_INVALID_TABLE_FILE',
  15: 'U_BUFFER_OVERFLOW_ERROR',
  16: 'U_UNSUPPORTED_ERROR',
};

export const icuErrorName = (code: number): string => names[code] ?? '[BOGUS UErrorCode]';
