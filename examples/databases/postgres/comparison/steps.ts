/**
 * What a client sees, as data: run against the embedded server and a real one, and compared.
 * A step is SQL on client `a`, or an object that says more.
 */
export type Step =
  | string
  | {
      sql: string;
      values?: unknown[];
      /** Which connection; each is its own. */
      on?: string;
      /** Prepared under this name. */
      name?: string;
      /** Starts, and is awaited at the end of the case: another client's step must let it go on. */
      later?: boolean;
    }
  /** COPY: what is sent, in pieces, or with what it is called off. What comes back is `output`. */
  | { copy: string; data?: string[]; fail?: string; on?: string }
  | { drop: string }
  | { notifications: string; count: number };

export interface Case {
  name: string;
  steps: Step[];
}

const TABLES = [
  'drop table if exists orders, users, t cascade',
  'drop type if exists mood cascade',
  "create type mood as enum ('sad', 'ok', 'happy')",
  "create table users (id serial primary key, email text not null unique, age int check (age >= 0), mood mood default 'ok', tags text[] default '{}', meta jsonb default '{}', balance numeric(12,2) default 0)",
  'create table orders (id bigint generated always as identity primary key, user_id int not null references users on delete cascade, total numeric(10,2) not null, note text)',
  'create index on orders (user_id)',
  "insert into users (email, age) values ('a@x.io', 30), ('b@x.io', 20), ('c@x.io', 25)",
  'insert into orders (user_id, total) values (1, 10), (1, 20.5), (2, 5)',
];

export const one = (name: string, ...steps: Step[]): Case => ({ name, steps });
export const withTables = (name: string, ...steps: Step[]): Case => ({
  name,
  steps: [...TABLES, ...steps],
});
export const on = (client: string, sql: string, values?: unknown[]): Step => ({
  on: client,
  sql,
  ...(values && { values }),
});
