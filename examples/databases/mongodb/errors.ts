import { type Document } from './query/values.ts';

/**
 * The server's errors: number and name belong together.
 * https://www.mongodb.com/docs/manual/reference/error-codes/
 */
export const codes = {
  InternalError: 1,
  BadValue: 2,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  TypeMismatch: 14,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotCreateIndex: 67,
  FailedToParse: 9,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidIdField: 53,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OperationFailed: 96,
  WriteConflict: 112,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  CappedPositionLost: 136,
  CommandNotSupportedOnView: 166,
  OptionNotSupportedOnView: 167,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  QueryPlanKilled: 175,
  CursorKilled: 237,
  SnapshotUnavailable: 246,
  TransactionTooOld: 225,
  NotImplemented: 238,
  ConversionFailure: 241,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  NoQueryExecutionPlans: 291,
  InvalidResumeToken: 260,
  ChangeStreamHistoryLost: 286,
  ChangeStreamFatalError: 280,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Interrupted: 11601,
} as const;

export type CodeName = keyof typeof codes;

const names = new Map<number, string>(Object.entries(codes).map(([name, code]) => [code, name]));

interface Details {
  labels?: string[];
  /** Further fields of the reply or of the write error: `keyPattern`, `errInfo` and so on. */
  fields?: Document;
}

/** An error that is answered to the client with the server's own code. */
export class ServerError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: string[];
  readonly fields: Document;

  /** A number without a name is one of the server's assertions: its name is `Location<number>`. */
  constructor(
    code: CodeName | number,
    message: string,
    { labels = [], fields = {} }: Details = {},
  ) {
    super(message);
    this.code = typeof code === 'number' ? code : codes[code];
    this.codeName = names.get(this.code) ?? `Location${code}`;
    this.labels = labels;
    this.fields = fields;
  }
}

export const badValue = (message: string): ServerError => new ServerError('BadValue', message);
export const failedToParse = (message: string): ServerError =>
  new ServerError('FailedToParse', message);
export const typeMismatch = (message: string): ServerError =>
  new ServerError('TypeMismatch', message);
