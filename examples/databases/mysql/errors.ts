/**
 * MySQL's errors: number, SQLSTATE and text as in the server's error reference.
 * https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
 */
const table = {
  ER_CANT_CREATE_TABLE_FK: [1005, 'HY000', "Can't create table '%s' (errno: 150)"],
  ER_DB_CREATE_EXISTS: [1007, 'HY000', "Can't create database '%s'; database exists"],
  ER_DB_DROP_EXISTS: [1008, 'HY000', "Can't drop database '%s'; database doesn't exist"],
  ER_OUTOFMEMORY: [1037, 'HY001', 'Out of memory; restart server and try again'],
  ER_CON_COUNT_ERROR: [1040, '08004', 'Too many connections'],
  ER_HANDSHAKE_ERROR: [1043, '08S01', 'Bad handshake'],
  ER_ACCESS_DENIED_ERROR: [1045, '28000', "Access denied for user '%s'@'%s' (using password: %s)"],
  ER_NO_DB_ERROR: [1046, '3D000', 'No database selected'],
  ER_UNKNOWN_COM_ERROR: [1047, '08S01', 'Unknown command'],
  ER_BAD_NULL_ERROR: [1048, '23000', "Column '%s' cannot be null"],
  ER_BAD_DB_ERROR: [1049, '42000', "Unknown database '%s'"],
  ER_TABLE_EXISTS_ERROR: [1050, '42S01', "Table '%s' already exists"],
  ER_BAD_TABLE_ERROR: [1051, '42S02', "Unknown table '%s'"],
  ER_NON_UNIQ_ERROR: [1052, '23000', "Column '%s' in %s is ambiguous"],
  ER_BAD_FIELD_ERROR: [1054, '42S22', "Unknown column '%s' in '%s'"],
  ER_WRONG_FIELD_WITH_GROUP: [
    1055,
    '42000',
    "Expression #%s of %s is not in GROUP BY clause and contains nonaggregated column '%s' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by",
  ],
  ER_WRONG_GROUP_FIELD: [1056, '42000', "Can't group on '%s'"],
  ER_DUP_FIELDNAME: [1060, '42S21', "Duplicate column name '%s'"],
  ER_DUP_KEYNAME: [1061, '42000', "Duplicate key name '%s'"],
  ER_DUP_ENTRY: [1062, '23000', "Duplicate entry '%s' for key '%s'"],
  ER_PARSE_ERROR: [
    1064,
    '42000',
    "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '%s' at line %s",
  ],
  ER_EMPTY_QUERY: [1065, '42000', 'Query was empty'],
  ER_NONUNIQ_TABLE: [1066, '42000', "Not unique table/alias: '%s'"],
  ER_INVALID_DEFAULT: [1067, '42000', "Invalid default value for '%s'"],
  ER_MULTIPLE_PRI_KEY: [1068, '42000', 'Multiple primary key defined'],
  ER_KEY_COLUMN_DOES_NOT_EXITS: [1072, '42000', "Key column '%s' doesn't exist in table"],
  ER_WRONG_AUTO_KEY: [
    1075,
    '42000',
    'Incorrect table definition; there can be only one auto column and it must be defined as a key',
  ],
  ER_CANT_DROP_FIELD_OR_KEY: [1091, '42000', "Can't DROP '%s'; check that column/key exists"],
  ER_UPDATE_TABLE_USED: [
    1093,
    'HY000',
    "You can't specify target table '%s' for update in FROM clause",
  ],
  ER_NO_SUCH_THREAD: [1094, 'HY000', 'Unknown thread id: %s'],
  ER_UNKNOWN_TABLE: [1109, '42S02', "Unknown table '%s' in %s"],
  ER_FIELD_SPECIFIED_TWICE: [1110, '42000', "Column '%s' specified twice"],
  ER_INVALID_GROUP_FUNC_USE: [1111, 'HY000', 'Invalid use of group function'],
  ER_TABLE_MUST_HAVE_COLUMNS: [1113, '42000', 'A table must have at least 1 column'],
  ER_UNKNOWN_CHARACTER_SET: [1115, '42000', "Unknown character set: '%s'"],
  ER_WRONG_VALUE_COUNT_ON_ROW: [1136, '21S01', "Column count doesn't match value count at row %s"],
  ER_MIX_OF_GROUP_FUNC_AND_FIELDS: [
    1140,
    '42000',
    "In aggregated query without GROUP BY, expression #%s of SELECT list contains nonaggregated column '%s'; this is incompatible with sql_mode=only_full_group_by",
  ],
  ER_NO_SUCH_TABLE: [1146, '42S02', "Table '%s' doesn't exist"],
  ER_NET_PACKET_TOO_LARGE: [1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes"],
  ER_BLOB_KEY_WITHOUT_LENGTH: [
    1170,
    '42000',
    "BLOB/TEXT column '%s' used in key specification without a key length",
  ],
  ER_PRIMARY_CANT_HAVE_NULL: [
    1171,
    '42000',
    'All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE instead',
  ],
  ER_KEY_DOES_NOT_EXITS: [1176, '42000', "Key '%s' doesn't exist in table '%s'"],
  ER_UNKNOWN_SYSTEM_VARIABLE: [1193, 'HY000', "Unknown system variable '%s'"],
  ER_LOCK_WAIT_TIMEOUT: [1205, 'HY000', 'Lock wait timeout exceeded; try restarting transaction'],
  ER_LOCK_DEADLOCK: [
    1213,
    '40001',
    'Deadlock found when trying to get lock; try restarting transaction',
  ],
  ER_CANNOT_ADD_FOREIGN: [1215, 'HY000', 'Cannot add foreign key constraint'],
  ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT: [
    1222,
    '21000',
    'The used SELECT statements have a different number of columns',
  ],
  ER_WRONG_VALUE_FOR_VAR: [1231, '42000', "Variable '%s' can't be set to the value of '%s'"],
  ER_WRONG_TYPE_FOR_VAR: [1232, '42000', "Incorrect argument type to variable '%s'"],
  ER_NOT_SUPPORTED_YET: [1235, '42000', "This version of MySQL doesn't yet support '%s'"],
  ER_INCORRECT_GLOBAL_LOCAL_VAR: [1238, 'HY000', "Variable '%s' is a %s variable"],
  ER_OPERAND_COLUMNS: [1241, '21000', 'Operand should contain %s column(s)'],
  ER_SUBQUERY_NO_1_ROW: [1242, '21000', 'Subquery returns more than 1 row'],
  ER_UNKNOWN_STMT_HANDLER: [1243, 'HY000', 'Unknown prepared statement handler (%s) given to %s'],
  ER_ILLEGAL_REFERENCE: [1247, '42S22', "Reference '%s' not supported (%s)"],
  ER_DERIVED_MUST_HAVE_ALIAS: [1248, '42000', 'Every derived table must have its own alias'],
  ER_WARN_DATA_OUT_OF_RANGE: [1264, '22003', "Out of range value for column '%s' at row %s"],
  WARN_DATA_TRUNCATED: [1265, '01000', "Data truncated for column '%s' at row %s"],
  ER_CANT_AGGREGATE_2COLLATIONS: [
    1267,
    'HY000',
    "Illegal mix of collations (%s,%s) and (%s,%s) for operation '%s'",
  ],
  ER_UNKNOWN_COLLATION: [1273, 'HY000', "Unknown collation: '%s'"],
  ER_WARN_DEPRECATED_SYNTAX: [1287, 'HY000', "'%s' is deprecated"],
  ER_TRUNCATED_WRONG_VALUE: [1292, '22007', "Incorrect %s value: '%s'"],
  ER_TRUNCATED_WRONG_NUMBER: [1292, '22007', "Truncated incorrect %s value: '%s'"],
  ER_TRUNCATED_WRONG_VALUE_ROW: [
    1292,
    '22007',
    "Incorrect %s value: '%s' for column '%s' at row %s",
  ],
  ER_SP_DOES_NOT_EXIST: [1305, '42000', '%s %s does not exist'],
  ER_QUERY_INTERRUPTED: [1317, '70100', 'Query execution was interrupted'],
  ER_VIEW_NO_EXPLAIN: [1345, 'HY000', 'EXPLAIN/SHOW can not be issued; lacking privileges'],
  ER_WRONG_OBJECT: [1347, 'HY000', "'%s' is not %s"],
  ER_NON_UPDATABLE_TABLE: [1288, 'HY000', 'The target table %s of the %s is not updatable'],
  ER_NO_DEFAULT_FOR_FIELD: [1364, 'HY000', "Field '%s' doesn't have a default value"],
  ER_DIVISION_BY_ZERO: [1365, '22012', 'Division by 0'],
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: [
    1366,
    'HY000',
    "Incorrect %s value: '%s' for column '%s' at row %s",
  ],
  ER_DATA_TOO_LONG: [1406, '22001', "Data too long for column '%s' at row %s"],
  ER_SCALE_BIGGER: [1425, '42000', "Too big scale %s specified for column '%s'. Maximum is 30."],
  ER_PRECISION_BIGGER: [1426, '42000', "Too-big precision %s specified for '%s'. Maximum is 65."],
  ER_ROW_IS_REFERENCED_2: [
    1451,
    '23000',
    'Cannot delete or update a parent row: a foreign key constraint fails (%s)',
  ],
  ER_NO_REFERENCED_ROW_2: [
    1452,
    '23000',
    'Cannot add or update a child row: a foreign key constraint fails (%s)',
  ],
  ER_CANT_CHANGE_TX_CHARACTERISTICS: [
    1568,
    '25001',
    "Transaction characteristics can't be changed while a transaction is in progress",
  ],
  ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT: [
    1582,
    '42000',
    "Incorrect parameter count in the call to native function '%s'",
  ],
  ER_DATA_OUT_OF_RANGE: [1690, '22003', "%s value is out of range in '%s'"],
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: [
    1792,
    '25006',
    'Cannot execute statement in a READ ONLY transaction.',
  ],
  ER_DUP_UNKNOWN_IN_INDEX: [1859, '23000', "Duplicate entry for key '%s'"],
  ER_FK_NO_INDEX_PARENT: [
    1822,
    'HY000',
    "Failed to add the foreign key constraint. Missing index for constraint '%s' in the referenced table '%s'",
  ],
  ER_FK_CANNOT_OPEN_PARENT: [1824, 'HY000', "Failed to open the referenced table '%s'"],
  ER_FK_DUP_NAME: [1826, 'HY000', "Duplicate foreign key constraint name '%s'"],
  ER_FK_COLUMN_CANNOT_DROP: [
    1828,
    'HY000',
    "Cannot drop column '%s': needed in a foreign key constraint '%s'",
  ],
  ER_WRONG_ARGUMENTS: [1210, 'HY000', 'Incorrect arguments to %s'],
  ER_SP_ALREADY_EXISTS: [1304, '42000', '%s %s already exists'],
  ER_SP_SAVEPOINT: [1305, '42000', 'SAVEPOINT %s does not exist'],
  ER_GENERATED_COLUMN_NON_DEFAULT: [
    3105,
    'HY000',
    "The value specified for generated column '%s' in table '%s' is not allowed.",
  ],
  ER_WRONG_VALUE: [1525, 'HY000', "Incorrect %s value: '%s'"],
  ER_FIELD_IN_ORDER_NOT_SELECT: [
    3065,
    'HY000',
    "Expression #%s of ORDER BY clause is not in SELECT list, references column '%s' which is not in SELECT list; this is incompatible with DISTINCT",
  ],
  ER_INVALID_JSON_TEXT: [
    3140,
    '22032',
    'Invalid JSON text: "%s" at position %s in value for column \'%s\'.',
  ],
  ER_INVALID_JSON_TEXT_IN_PARAM: [
    3141,
    '22032',
    'Invalid JSON text in argument %s to function %s: "%s" at position %s.',
  ],
  ER_INVALID_JSON_PATH: [
    3143,
    '42000',
    'Invalid JSON path expression. The error is around character position %s.',
  ],
  ER_INVALID_JSON_CHARSET: [
    3144,
    '22032',
    "Cannot create a JSON value from a string with CHARACTER SET 'binary'.",
  ],
  ER_JSON_DOCUMENT_NULL_KEY: [3158, '22032', 'JSON documents may not contain NULL member names.'],
  ER_UNKNOWN_ERROR_TRUNCATE: [
    1701,
    '42000',
    'Cannot truncate a table referenced in a foreign key constraint (%s)',
  ],
  ER_CTE_MAX_RECURSION_DEPTH: [
    3636,
    'HY000',
    'Recursive query aborted after %s iterations. Try increasing @@cte_max_recursion_depth to a larger value.',
  ],
  ER_QUERY_TIMEOUT: [
    3024,
    'HY000',
    'Query execution was interrupted, maximum statement execution time exceeded',
  ],
  ER_LOCK_NOWAIT: [
    3572,
    'HY000',
    'Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set.',
  ],
  ER_FK_CANNOT_DROP_PARENT: [
    3730,
    'HY000',
    "Cannot drop table '%s' referenced by a foreign key constraint '%s' on table '%s'.",
  ],
  ER_CHECK_CONSTRAINT_VIOLATED: [3819, 'HY000', "Check constraint '%s' is violated."],
  ER_REGEXP_ERROR: [3685, 'HY000', 'Illegal argument to a regular expression.'],
  ER_UNKNOWN_TIME_ZONE: [1298, 'HY000', "Unknown or incorrect time zone: '%s'"],
  ER_UNKNOWN_ERROR: [1105, 'HY000', '%s'],
} as const satisfies Record<string, readonly [number, string, string]>;

export type ErrorName = keyof typeof table;

export class MysqlError extends Error {
  readonly errno: number;
  readonly sqlState: string;
  /** The name in the error reference. */
  readonly symbol: string;

  constructor(symbol: ErrorName, ...values: (string | number)[]) {
    const [errno, sqlState, text] = table[symbol];
    let next = 0;
    super(text.replace(/%s/g, () => String(values[next++] ?? '')));
    this.symbol = symbol;
    this.errno = errno;
    this.sqlState = sqlState;
  }
}

/** What this server cannot do is refused as MySQL refuses what it has not implemented. */
export const notSupported = (what: string) => new MysqlError('ER_NOT_SUPPORTED_YET', what);
