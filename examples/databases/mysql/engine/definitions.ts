/** Tables are made and changed: the catalog's description, and SQLite's table behind it. */
import { compile } from '../dialect/expressions.ts';
import type { Compilation } from '../dialect/compiler.ts';
import { newScope } from '../dialect/scope.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type {
  Alteration,
  CheckDef,
  ColumnDef,
  ForeignKeyDef,
  KeyDef,
  Name,
  Position,
  TableDef,
} from '../sql/ast.ts';
import { implicitDefault, type Value } from '../values/convert.ts';
import { isText } from '../values/types.ts';
import {
  columnOf,
  primaryKey,
  quote,
  rowidColumn,
  sameName,
  sortKeys,
  type Column,
  type Key,
  type Table,
} from './catalog.ts';
import { complete, defaultOf, evaluate, fit, rowScope, type Writing } from './rows.ts';

export function newTable(w: Writing, name: Name & { schema: string }, def: TableDef): Table {
  const table: Table = {
    k: 'table',
    schema: name.schema,
    name: name.name,
    physical: w.catalog.physicalName(name.name),
    columns: [],
    keys: [],
    foreignKeys: [],
    checks: [],
    nextAuto: Number(def.options.auto_increment ?? 1),
    nextRow: 1,
    comment: def.options.comment ?? '',
    created: Date.now(),
    collation: def.options.collate ?? 'utf8mb4_0900_ai_ci',
  };
  for (const column of def.columns) {
    if (table.columns.some((each) => sameName(each.name, column.name)))
      throw new MysqlError('ER_DUP_FIELDNAME', column.name);
    addColumn(table, column, undefined, w);
  }
  for (const key of def.keys.filter(({ kind }) => kind === 'PRIMARY')) addKey(table, key);
  for (const column of def.columns) columnExtras(w, table, column);
  for (const key of def.keys.filter(({ kind }) => kind !== 'PRIMARY')) addKey(table, key);
  for (const key of def.foreignKeys) addForeignKey(w, table, key);
  for (const check of def.checks) addCheck(table, check);
  checkTable(w, table);
  return table;
}

/** What a column's definition says about keys. */
function columnExtras(w: Writing, table: Table, column: ColumnDef) {
  if (column.key) addKey(table, { kind: column.key, parts: [{ name: column.name }] });
  if (column.check) addCheck(table, column.check);
  // REFERENCES beside a column is read and ignored, as MySQL does before version 9.
  void w;
}

function addColumn(table: Table, def: ColumnDef, position: Position, w: Writing): Column {
  let { type } = def;
  if (isText(type) && !type.collationName && table.collation.endsWith('_bin'))
    type = { ...type, collation: 'bin', collationName: table.collation };
  const column: Column = {
    name: def.name,
    type,
    nullable: def.nullable ?? true,
    default: def.default,
    onUpdateNow: def.onUpdateNow,
    autoIncrement: def.autoIncrement,
    comment: def.comment ?? '',
    generated: def.generated,
  };
  const isNull = def.default?.k === 'lit' && def.default.t === 'null';
  if (isNull && def.nullable === false) throw new MysqlError('ER_INVALID_DEFAULT', def.name);
  if (isNull) column.default = undefined;
  if (def.default?.k === 'lit' && !isNull) {
    if (
      type.kind === 'json' ||
      (type.kind === 'blob' && !/binary/.test(type.name)) ||
      /text$/.test(type.name)
    )
      throw new MysqlError(
        'ER_UNKNOWN_ERROR',
        `BLOB, TEXT, GEOMETRY or JSON column '${def.name}' can't have a default value`,
      );
    try {
      defaultOf({ ...w, ignore: false }, table, column, 1);
    } catch {
      throw new MysqlError('ER_INVALID_DEFAULT', def.name);
    }
  }
  const after =
    position && 'after' in position
      ? table.columns.indexOf(columnOf(table, position.after)) + 1
      : position
        ? 0
        : table.columns.length;
  table.columns.splice(after, 0, column);
  return column;
}

function uniqueName(table: Table, wanted: string): string {
  let name = wanted;
  for (let n = 2; table.keys.some((key) => sameName(key.name, name)); n++) name = `${wanted}_${n}`;
  return name;
}

function addKey(table: Table, def: KeyDef) {
  const parts = def.parts.map((part) => {
    const column = table.columns.find((each) => sameName(each.name, part.name));
    if (!column) throw new MysqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', part.name);
    const long = /text$|blob$/.test(column.type.name);
    if (long && !part.length) throw new MysqlError('ER_BLOB_KEY_WITHOUT_LENGTH', column.name);
    if (column.type.kind === 'json')
      throw new MysqlError(
        'ER_UNKNOWN_ERROR',
        `JSON column '${column.name}' supports indexing only via generated columns on a specified JSON path.`,
      );
    return { ...part, name: column.name };
  });
  if (def.kind === 'PRIMARY') {
    if (primaryKey(table)) throw new MysqlError('ER_MULTIPLE_PRI_KEY');
    for (const part of parts) columnOf(table, part.name).nullable = false;
    table.keys.push({ name: 'PRIMARY', kind: 'PRIMARY', parts });
  } else {
    if (def.name && table.keys.some((key) => sameName(key.name, def.name!)))
      throw new MysqlError('ER_DUP_KEYNAME', def.name);
    table.keys.push({ name: def.name ?? uniqueName(table, parts[0]!.name), kind: def.kind, parts });
  }
  sortKeys(table);
}

function addCheck(table: Table, def: CheckDef) {
  let n = 1;
  while (table.checks.some((check) => check.name === `${table.name}_chk_${n}`)) n++;
  table.checks.push({ ...def, name: def.name ?? `${table.name}_chk_${n}` });
}

function addForeignKey(w: Writing, table: Table, def: ForeignKeyDef) {
  let n = 1;
  while (table.foreignKeys.some((key) => key.name === `${table.name}_ibfk_${n}`)) n++;
  const name = def.name ?? `${table.name}_ibfk_${n}`;
  for (const each of w.catalog.tables()) {
    if (
      each.schema === table.schema &&
      each.name !== table.name &&
      each.foreignKeys.some((key) => sameName(key.name, name))
    )
      throw new MysqlError('ER_FK_DUP_NAME', name);
  }
  if (table.foreignKeys.some((key) => sameName(key.name, name)))
    throw new MysqlError('ER_FK_DUP_NAME', name);
  const columns = def.columns.map((each) => {
    const column = table.columns.find((other) => sameName(other.name, each));
    if (!column) throw new MysqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', each);
    if ((def.onDelete === 'SET NULL' || def.onUpdate === 'SET NULL') && !column.nullable)
      throw new MysqlError(
        'ER_UNKNOWN_ERROR',
        `Column '${column.name}' cannot be NOT NULL: needed in a foreign key constraint '${name}' SET NULL`,
      );
    return column;
  });
  const refSchema = def.table.schema ?? table.schema;
  const self = refSchema === table.schema && def.table.name === table.name;
  const parent = self
    ? table
    : w.catalog.find({ schema: refSchema, name: def.table.name }, undefined);
  const refColumns = def.refColumns;
  if (parent?.k === 'table') {
    const refs = refColumns.map((each) => columnOf(parent, each));
    if (refs.length !== columns.length) throw new MysqlError('ER_CANNOT_ADD_FOREIGN');
    refs.forEach((ref, i) => {
      const [a, b] = [ref.type, columns[i]!.type];
      if (
        a.kind !== b.kind ||
        (a.size !== b.size && a.kind === 'int') ||
        !!a.unsigned !== !!b.unsigned
      )
        throw new MysqlError(
          'ER_UNKNOWN_ERROR',
          `Referencing column '${columns[i]!.name}' and referenced column '${ref.name}' in foreign key constraint '${name}' are incompatible.`,
        );
    });
    const covers = (key: Key) =>
      refColumns.every((each) =>
        key.parts.slice(0, refColumns.length).some((part) => sameName(part.name, each)),
      );
    if (!parent.keys.some(covers))
      throw new MysqlError('ER_FK_NO_INDEX_PARENT', name, def.table.name);
  } else if (w.foreignKeyChecks) throw new MysqlError('ER_FK_CANNOT_OPEN_PARENT', def.table.name);
  table.foreignKeys.push({
    name,
    columns: columns.map((each) => each.name),
    refSchema,
    refTable: def.table.name,
    refColumns,
    onDelete: def.onDelete,
    onUpdate: def.onUpdate,
  });
  // InnoDB gives each foreign key an index.
  const indexed = table.keys.some((key) =>
    columns.every((column, i) => key.parts[i] && sameName(key.parts[i].name, column.name)),
  );
  if (!indexed)
    addKey(table, {
      kind: 'INDEX',
      name:
        def.name && !table.keys.some((key) => sameName(key.name, def.name!))
          ? def.name
          : uniqueName(table, columns[0]!.name),
      parts: columns.map((column) => ({ name: column.name })),
    });
}

function checkTable(w: Writing, table: Table) {
  if (!table.columns.length) throw new MysqlError('ER_TABLE_MUST_HAVE_COLUMNS');
  const autos = table.columns.filter((column) => column.autoIncrement);
  if (
    autos.length > 1 ||
    (autos[0] && !table.keys.some((key) => sameName(key.parts[0]!.name, autos[0]!.name)))
  )
    throw new MysqlError('ER_WRONG_AUTO_KEY');
  const scope = rowScope(table, table.name);
  for (const { generated } of table.columns)
    if (generated)
      compile(w.newCompilation(), generated.expr, {
        ...scope,
        clause: 'generated column function',
      });
  for (const { expr, name } of table.checks)
    compile(w.newCompilation(), expr, { ...scope, clause: `check constraint ${name} expression` });
}

/** SQLite's table: columns without types, which hold what they are given, and MySQL's ways to compare. */
export function createPhysical(w: Writing, table: Table) {
  const rowid = rowidColumn(table);
  const columns = table.columns.map((column) => {
    const { type } = column;
    const collation = isText(type)
      ? type.collation === 'bin'
        ? ''
        : ' COLLATE my_ci'
      : type.kind === 'decimal'
        ? ' COLLATE my_dec'
        : type.kind === 'json'
          ? ' COLLATE my_json'
          : '';
    return `${quote(column.name)}${column === rowid ? ' INTEGER PRIMARY KEY' : ''}${collation}`;
  });
  w.db.run(`CREATE TABLE ${quote(table.physical)}(${columns.join(', ')})`);
  for (const key of table.keys) createIndex(w, table, key);
}

function createIndex(w: Writing, table: Table, key: Key) {
  const rowid = rowidColumn(table);
  if (key.kind === 'PRIMARY' && rowid) {
    key.index = undefined;
    return;
  }
  key.index = `${table.physical}_${key.name}`;
  const parts = key.parts.map((part) => {
    const { type } = columnOf(table, part.name);
    if (part.length)
      return `substr(${quote(part.name)}, 1, ${part.length})${type.kind === 'blob' || type.collation === 'bin' ? '' : ' COLLATE my_ci'}`;
    return quote(part.name) + (part.desc ? ' DESC' : '');
  });
  w.db.run(
    `CREATE ${key.kind === 'INDEX' ? '' : 'UNIQUE '}INDEX ${quote(key.index)} ON ${quote(table.physical)}(${parts.join(', ')})`,
  );
}

/** A changed table: a new one is built beside the old one and filled row by row, in strict mode. */
export function alterTable(w: Writing, old: Table, actions: Alteration[]): Table {
  const table: Table = {
    ...old,
    physical: w.catalog.physicalName(old.name),
    columns: old.columns.map((column) => ({ ...column })),
    keys: old.keys.map((key) => ({ ...key, parts: [...key.parts] })),
    foreignKeys: old.foreignKeys.map((key) => ({ ...key })),
    checks: [...old.checks],
  };
  /** Where a column of the new table comes from. */
  const origin = new Map<Column, Column>(
    table.columns.map((column, i) => [column, old.columns[i]!]),
  );
  for (const action of actions) alter(w, table, action, origin);
  checkTable(w, table);
  createPhysical(w, table);
  copyRows(w, old, table, origin);
  w.db.run(`DROP TABLE ${quote(old.physical)}`);
  return table;
}

function alter(w: Writing, table: Table, action: Alteration, origin: Map<Column, Column>) {
  const rename = (from: string, to: string) => {
    for (const key of table.keys)
      for (const part of key.parts) if (sameName(part.name, from)) part.name = to;
    for (const key of table.foreignKeys)
      key.columns = key.columns.map((each) => (sameName(each, from) ? to : each));
    for (const { key } of w.catalog.referencesTo(table))
      key.refColumns = key.refColumns.map((each) => (sameName(each, from) ? to : each));
  };
  const mustExist = (name: string) => {
    const column = table.columns.find((each) => sameName(each.name, name));
    if (!column) throw new MysqlError('ER_BAD_FIELD_ERROR', name, table.name);
    return column;
  };
  switch (action.k) {
    case 'add-column': {
      if (table.columns.some((each) => sameName(each.name, action.column.name)))
        throw new MysqlError('ER_DUP_FIELDNAME', action.column.name);
      addColumn(table, action.column, action.position, w);
      columnExtras(w, table, action.column);
      break;
    }
    case 'modify-column': {
      const before = mustExist(action.old);
      const index = table.columns.indexOf(before);
      if (
        !sameName(action.old, action.column.name) &&
        table.columns.some((each) => sameName(each.name, action.column.name))
      )
        throw new MysqlError('ER_DUP_FIELDNAME', action.column.name);
      table.columns.splice(index, 1);
      const column = addColumn(
        table,
        action.column,
        action.position ??
          (index === 0 ? { first: true } : { after: table.columns[index - 1]!.name }),
        w,
      );
      rename(before.name, column.name);
      if (primaryKey(table)?.parts.some((part) => sameName(part.name, column.name)))
        column.nullable = false;
      origin.set(column, origin.get(before) ?? before);
      columnExtras(w, table, action.column);
      break;
    }
    case 'rename-column': {
      const column = mustExist(action.name);
      if (
        !sameName(action.name, action.to) &&
        table.columns.some((each) => sameName(each.name, action.to))
      )
        throw new MysqlError('ER_DUP_FIELDNAME', action.to);
      rename(column.name, action.to);
      column.name = action.to;
      break;
    }
    case 'drop-column': {
      const column = table.columns.find((each) => sameName(each.name, action.name));
      if (!column) throw new MysqlError('ER_CANT_DROP_FIELD_OR_KEY', action.name);
      const used = table.foreignKeys.find((key) =>
        key.columns.some((each) => sameName(each, action.name)),
      );
      if (used) throw new MysqlError('ER_FK_COLUMN_CANNOT_DROP', action.name, used.name);
      table.columns.splice(table.columns.indexOf(column), 1);
      for (const key of table.keys)
        key.parts = key.parts.filter((part) => !sameName(part.name, action.name));
      table.keys = table.keys.filter((key) => key.parts.length);
      break;
    }
    case 'set-default':
      mustExist(action.name).default =
        action.value?.k === 'lit' && action.value.t === 'null' ? undefined : action.value;
      break;
    case 'add-key':
      addKey(table, action.key);
      break;
    case 'drop-key': {
      const key = table.keys.find((each) => sameName(each.name, action.name));
      if (!key) throw new MysqlError('ER_CANT_DROP_FIELD_OR_KEY', action.name);
      const rest = table.keys.filter((each) => each !== key);
      const needed = table.foreignKeys.some((fk) => {
        const serves = (each: Key) =>
          fk.columns.every((name, i) => each.parts[i] && sameName(each.parts[i].name, name));
        return serves(key) && !rest.some(serves);
      });
      if (needed)
        throw new MysqlError(
          'ER_UNKNOWN_ERROR',
          `Cannot drop index '${key.name}': needed in a foreign key constraint`,
        );
      table.keys = rest;
      break;
    }
    case 'rename-key': {
      const key = table.keys.find((each) => sameName(each.name, action.name));
      if (!key) throw new MysqlError('ER_KEY_DOES_NOT_EXITS', action.name, table.name);
      if (table.keys.some((each) => each !== key && sameName(each.name, action.to)))
        throw new MysqlError('ER_DUP_KEYNAME', action.to);
      key.name = action.to;
      break;
    }
    case 'add-foreign-key':
      addForeignKey(w, table, action.foreignKey);
      break;
    case 'add-check':
      addCheck(table, action.check);
      break;
    case 'drop-foreign-key':
    case 'drop-check':
    case 'drop-constraint': {
      const before = table.foreignKeys.length + table.checks.length + table.keys.length;
      if (action.k !== 'drop-check')
        table.foreignKeys = table.foreignKeys.filter((each) => !sameName(each.name, action.name));
      if (action.k !== 'drop-foreign-key')
        table.checks = table.checks.filter((each) => !sameName(each.name, action.name));
      if (action.k === 'drop-constraint')
        table.keys = table.keys.filter(
          (each) => each.kind === 'INDEX' || !sameName(each.name, action.name),
        );
      if (table.foreignKeys.length + table.checks.length + table.keys.length === before)
        throw new MysqlError('ER_CANT_DROP_FIELD_OR_KEY', action.name);
      break;
    }
    case 'options':
      if (action.options.auto_increment)
        table.nextAuto = Math.max(Number(action.options.auto_increment), 1);
      if (action.options.comment !== undefined) table.comment = action.options.comment;
      break;
    case 'rename':
      throw notSupported('RENAME together with other changes');
  }
  sortKeys(table);
}

function copyRows(w: Writing, old: Table, table: Table, origin: Map<Column, Column>) {
  const names = table.columns.map((column) => quote(column.name)).join(', ');
  const marks = table.columns.map((_, i) => `?${i + 1}`).join(', ');
  let at = 0;
  for (const values of w.db.all(
    `SELECT ${old.columns.map((column) => quote(column.name)).join(', ')} FROM ${quote(old.physical)}`,
  )) {
    at++;
    const row: Value[] = table.columns.map((column) => {
      const source = origin.get(column);
      if (source) {
        const value = values[old.columns.indexOf(source)]!;
        if (source.type === column.type || value === null) return value;
        return fit(w, table, column, { value, kind: source.type.kind }, at);
      }
      if (column.generated) return null;
      if (column.autoIncrement) return at;
      if (!column.default && !column.nullable) return implicitDefault(column.type);
      return defaultOf(w, table, column, at);
    });
    complete(w, table, row, at);
    try {
      w.db.run(`INSERT INTO ${quote(table.physical)}(${names}) VALUES (${marks})`, row);
    } catch (error) {
      if (((error as { resultCode?: number }).resultCode ?? 0) % 256 !== 19) throw error;
      const key = table.keys.find((each) => each.kind !== 'INDEX')!;
      const shown = key.parts.map((part) =>
        String(row[table.columns.indexOf(columnOf(table, part.name))]),
      );
      throw new MysqlError('ER_DUP_ENTRY', shown.join('-'), `${table.name}.${key.name}`);
    }
    if (table.columns.some((column) => column.autoIncrement)) {
      const id = row[table.columns.findIndex((column) => column.autoIncrement)];
      if (Number(id) >= Number(table.nextAuto)) table.nextAuto = Number(id) + 1;
    }
  }
  // New foreign keys hold for the rows that are there.
  if (!w.foreignKeyChecks) return;
  for (const key of table.foreignKeys) {
    if (old.foreignKeys.some((each) => each.name === key.name)) continue;
    const parent = w.catalog.find(
      { schema: key.refSchema, name: key.refTable },
      undefined,
    ) as Table;
    const on = key.columns
      .map((name, i) => `p.${quote(key.refColumns[i]!)} = c.${quote(name)}`)
      .join(' AND ');
    const set = key.columns.map((name) => `c.${quote(name)} IS NOT NULL`).join(' AND ');
    const orphan = w.db.first(
      `SELECT 1 FROM ${quote(table.physical)} c WHERE ${set} AND NOT EXISTS (SELECT 1 FROM ${quote(parent.name === old.name ? table.physical : parent.physical)} p WHERE ${on}) LIMIT 1`,
    );
    if (orphan)
      throw new MysqlError(
        'ER_NO_REFERENCED_ROW_2',
        `\`${table.schema}\`.\`${table.name}\`, CONSTRAINT \`${key.name}\``,
      );
  }
}

export function evaluateConstant(
  w: Writing,
  c: Compilation,
  expr: Parameters<typeof compile>[1],
): Value {
  const e = compile(c, expr, newScope(undefined));
  return e.literal !== undefined ? e.literal : evaluate(w, e, []);
}
