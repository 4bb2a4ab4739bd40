/** Statements that change the schema, each of which commits. */
import type { Parameter } from '../dialect/compiler.ts';
import { compileQuery } from '../dialect/select.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type { Alteration, ColumnDef, Name, Statement, TableDef } from '../sql/ast.ts';
import type { Type } from '../values/types.ts';
import { quote, type Table } from './catalog.ts';
import { alterTable, createPhysical, newTable } from './definitions.ts';
import { insert } from './insert.ts';
import type { Writing } from './rows.ts';
import type { Done } from './results.ts';
import type { Session } from './session.ts';

type Create = Extract<Statement, { k: 'create-table' }>;

export async function define(
  s: Session,
  statement: Statement,
  parameters: Parameter[],
): Promise<Done> {
  const done = await run(s, statement, parameters);
  // Views and databases change nothing but the catalog.
  s.database.store.changed();
  return done;
}

async function run(s: Session, statement: Statement, parameters: Parameter[]): Promise<Done> {
  const { catalog } = s.database;
  const full = (name: Name) => {
    const schema = name.schema ?? s.schema;
    if (!schema) throw new MysqlError('ER_NO_DB_ERROR');
    catalog.schema(schema);
    return { schema, name: name.name };
  };
  switch (statement.k) {
    case 'create-table':
      return createTable(s, statement, full(statement.name), parameters);
    case 'alter-table': {
      const table = catalog.table(statement.name, s.schema);
      const renames = statement.actions.filter(
        (a): a is Extract<Alteration, { k: 'rename' }> => a.k === 'rename',
      );
      const others = statement.actions.filter((a) => a.k !== 'rename');
      let rows = 0;
      await s.define([table], (w) => {
        let current = table;
        if (others.length) {
          current = alterTable(w, table, others);
          catalog.put(current);
        }
        for (const { to } of renames)
          rename(w, current, full({ schema: to.schema ?? table.schema, name: to.name }));
        rows = 0;
      });
      return { ...s.done({ affected: rows }), info: 'Records: 0  Duplicates: 0  Warnings: 0' };
    }
    case 'create-index': {
      const table = catalog.table(statement.table, s.schema);
      await s.define([table], (w) =>
        catalog.put(alterTable(w, table, [{ k: 'add-key', key: statement.key }])),
      );
      return { ...s.done(), info: 'Records: 0  Duplicates: 0  Warnings: 0' };
    }
    case 'drop-index': {
      const table = catalog.table(statement.table, s.schema);
      await s.define([table], (w) =>
        catalog.put(alterTable(w, table, [{ k: 'drop-key', name: statement.name }])),
      );
      return s.done();
    }
    case 'drop-table': {
      const missing = statement.names.filter((name) => catalog.find(name, s.schema)?.k !== 'table');
      if (missing.length && !statement.ifExists)
        throw new MysqlError(
          'ER_BAD_TABLE_ERROR',
          missing.map((name) => `${name.schema ?? s.schema}.${name.name}`).join(','),
        );
      for (const name of missing)
        s.warn('Note', 1051, `Unknown table '${name.schema ?? s.schema}.${name.name}'`);
      const tables = statement.names
        .filter((name) => !missing.includes(name))
        .map((name) => catalog.table(name, s.schema));
      if (tables.length) await s.define(tables, (w) => dropTables(w, tables));
      return s.done();
    }
    case 'truncate': {
      const table = catalog.table(statement.name, s.schema);
      await s.define([table], (w) => {
        const parent =
          w.foreignKeyChecks && catalog.referencesTo(table).find((each) => each.table !== table);
        if (parent)
          throw new MysqlError(
            'ER_UNKNOWN_ERROR_TRUNCATE',
            `\`${parent.table.schema}\`.\`${parent.table.name}\`, CONSTRAINT \`${parent.key.name}\``,
          );
        w.db.run(`DELETE FROM ${quote(table.physical)}`);
        table.nextAuto = 1;
      });
      return s.done();
    }
    case 'rename-table': {
      const pairs = statement.pairs.map(
        ([from, to]) => [catalog.table(from, s.schema), full(to)] as const,
      );
      await s.define(
        pairs.map(([table]) => table),
        (w) => pairs.forEach(([table, to]) => rename(w, table, to)),
      );
      return s.done();
    }
    case 'create-view': {
      const name = full(statement.name);
      const known = catalog.find(name, undefined);
      if (known && (known.k === 'table' || !statement.replace))
        throw new MysqlError('ER_TABLE_EXISTS_ERROR', name.name);
      if (parameters.length) throw notSupported('parameters in a view');
      s.enter();
      compileQuery(s.compilation(), statement.query, undefined);
      catalog.schema(name.schema).set(name.name, {
        k: 'view',
        ...name,
        query: statement.query,
        text: statement.text,
        ...(statement.columns ? { columns: statement.columns } : {}),
      });
      return s.done();
    }
    case 'drop-view':
      for (const each of statement.names) {
        const name = full(each);
        if (catalog.find(name, undefined)?.k === 'view')
          catalog.schema(name.schema).delete(name.name);
        else if (!statement.ifExists)
          throw new MysqlError('ER_BAD_TABLE_ERROR', `${name.schema}.${name.name}`);
      }
      return s.done();
    case 'create-database':
      if (catalog.schemas.has(statement.name)) {
        if (!statement.ifNotExists) throw new MysqlError('ER_DB_CREATE_EXISTS', statement.name);
        s.warn('Note', 1007, `Can't create database '${statement.name}'; database exists`);
      } else catalog.schemas.set(statement.name, new Map());
      return s.done({ affected: 1 });
    case 'drop-database': {
      const schema = catalog.schemas.get(statement.name);
      if (!schema) {
        if (statement.ifExists) return s.done();
        throw new MysqlError('ER_DB_DROP_EXISTS', statement.name);
      }
      const tables = [...schema.values()].filter((each) => each.k === 'table');
      await s.define(tables, (w) => dropTables(w, tables));
      catalog.schemas.delete(statement.name);
      if (s.schema === statement.name) s.schema = undefined;
      return s.done({ affected: tables.length });
    }
    default:
      throw notSupported(statement.k);
  }
}

function dropTables(w: Writing, tables: Table[]) {
  for (const table of tables) {
    const reference =
      w.foreignKeyChecks &&
      w.catalog.referencesTo(table).find((each) => !tables.includes(each.table));
    if (reference)
      throw new MysqlError(
        'ER_FK_CANNOT_DROP_PARENT',
        table.name,
        reference.key.name,
        reference.table.name,
      );
  }
  for (const table of tables) {
    w.db.run(`DROP TABLE ${quote(table.physical)}`);
    w.catalog.remove(table);
  }
}

function rename(w: Writing, table: Table, to: { schema: string; name: string }) {
  if (w.catalog.find(to, undefined)) throw new MysqlError('ER_TABLE_EXISTS_ERROR', to.name);
  for (const { key } of w.catalog.referencesTo(table)) {
    key.refSchema = to.schema;
    key.refTable = to.name;
  }
  w.catalog.remove(table);
  Object.assign(table, to);
  w.catalog.put(table);
}

async function createTable(
  s: Session,
  statement: Create,
  name: { schema: string; name: string },
  parameters: Parameter[],
): Promise<Done> {
  const { catalog } = s.database;
  const known = statement.temporary
    ? catalog.temporaries.has(`${name.schema}.${name.name}`)
    : catalog.find(name, undefined);
  if (known) {
    if (!statement.ifNotExists) throw new MysqlError('ER_TABLE_EXISTS_ERROR', name.name);
    s.warn('Note', 1050, `Table '${name.name}' already exists`);
    return s.done();
  }
  let affected = 0;
  await s.define([], (w) => {
    let def = statement.def;
    if (statement.like) {
      const model = catalog.table(statement.like, s.schema);
      const copy: Table = {
        ...structuredClone(model),
        ...name,
        physical: catalog.physicalName(name.name),
        foreignKeys: [],
        nextAuto: 1,
        temporary: statement.temporary,
      };
      createPhysical(w, copy);
      catalog.put(copy);
      return;
    }
    const query = statement.as && compileQuery(s.compilation(parameters), statement.as, undefined);
    if (query) {
      const columns = query.columns.map(({ name: column, type, column: source }): ColumnDef => ({
        name: column,
        type: storable(type),
        nullable: source?.column?.nullable ?? true,
      }));
      def = {
        keys: [],
        foreignKeys: [],
        checks: [],
        options: {},
        ...def,
        columns: [
          ...(def as TableDef).columns,
          ...columns.filter(
            (c) => !def?.columns.some((d) => d.name.toLowerCase() === c.name.toLowerCase()),
          ),
        ],
      };
    }
    const table = newTable(w, name, def!);
    if (statement.temporary && table.foreignKeys.length)
      throw new MysqlError('ER_CANNOT_ADD_FOREIGN');
    table.temporary = statement.temporary;
    createPhysical(w, table);
    catalog.put(table);
    try {
      if (query) {
        const columns = query.columns.map((c) => c.name);
        affected = insert(
          w,
          s.compilation(parameters),
          { k: 'insert', replace: false, ignore: false, table: name, columns, query: statement.as },
          table,
          false,
        ).affected;
      }
    } catch (error) {
      catalog.remove(table);
      throw error;
    }
  });
  return s.done({ affected });
}

const storable = (type: Type): Type =>
  type.kind === 'null' ? { kind: 'blob', name: 'binary', size: 0 } : type;
