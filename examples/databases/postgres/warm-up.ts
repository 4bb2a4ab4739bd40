/**
 * What the first clients ask, once, before the image is saved: PostgreSQL then has in its caches what it
 * would have to look up in its catalogues.
 */
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import type { Backend } from './backend.ts';
import { Gateway } from './gateway.ts';
import { cstring, int32, message, PROTOCOL_3 } from './protocol.ts';

/** Everything is taken back. PL/pgSQL must not be used: it would be loaded. */
const STATEMENTS = [
  `create table books (id integer generated always as identity primary key,
     title text not null unique check (title <> ''), price numeric(8, 2), tags text[] default '{}',
     data jsonb, written timestamptz not null default now())`,
  `create table sales (id serial primary key, book integer not null references books on delete cascade)`,
  `create index on sales (book)`,
  `insert into books (title, price) values ('a', 1), ('b', 2.5)
     on conflict (title) do update set price = excluded.price returning *`,
  `insert into sales (book) select id from books`,
  `select b.title, count(*)::int, sum(b.price), max(s.id) from books b left join sales s on s.book = b.id
     where b.title like 'a%' and b.id = any('{1,2}') group by b.title order by 2 desc limit 10 offset 0`,
  `update books set price = price + 1 where id = 1`,
  `delete from books where id = 2`,
];

/** Gives what the clients were told of the server. */
export async function warmUp(backend: Backend): Promise<Gateway['parameters']> {
  const [client, server] = duplexPair();
  const gateway = new Gateway(backend);
  gateway.accept(server);
  client.resume();
  const settings = Buffer.concat(
    ['user', 'postgres', 'database', 'postgres', ''].map((word) => cstring(word)),
  );
  const query = (sql: string): Buffer => message('Q', cstring(sql));
  const extended = (sql: string): Buffer =>
    Buffer.concat([
      message('P', cstring(''), cstring(sql), Buffer.alloc(2)),
      message('B', cstring(''), cstring(''), Buffer.alloc(6)),
      message('D', Buffer.from('P\0')),
      message('E', cstring(''), int32(0)),
      message('S'),
    ]);
  client.write(Buffer.concat([int32(settings.length + 8), int32(PROTOCOL_3), settings]));
  client.write(query('begin'));
  for (const statement of STATEMENTS) client.write(extended(statement));
  client.write(query('rollback'));
  client.end(message('X'));
  await once(client, 'close');
  return gateway.parameters;
}
