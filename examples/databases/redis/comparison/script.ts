import { setTimeout as sleep } from 'node:timers/promises';
import { splitInline } from '../request-parser.ts';
import { WireClient, type Reply } from './wire-client.ts';

/**
 * A case is data: lines that are sent one after the other, and the replies. A line is a command as one
 * types it into `redis-cli`, quotes and `\xff` included, for the connection `a`. Otherwise:
 *
 * - `b> BLPOP list 2` sends on another connection, which is opened when it is first named
 * - `b> BLPOP list 2 &` does not wait for the reply
 * - `b<` waits for the next reply or push of that connection; `b< 100` for at most 100 ms
 * - `b! *1\r\n` sends these bytes as they are and gives the next reply
 * - `b x` closes the connection
 * - `wait 120` waits so many milliseconds
 */
export interface Case {
  name: string;
  lines: string[];
  /** Every reply is sorted first, where the order is not defined: SMEMBERS, KEYS, SUNION. */
  unordered?: true;
}

/** Every case starts with empty databases and the settings of the server's start. */
const clean = [
  ['FLUSHALL'],
  ['CONFIG', 'SET', 'notify-keyspace-events', ''],
  ['SCRIPT', 'FLUSH'],
  ['FUNCTION', 'FLUSH'],
];

export async function runScript({ lines, unordered }: Case, port: number): Promise<Reply[]> {
  const clients = new Map<string, WireClient>();
  const client = (name: string): WireClient => {
    if (!clients.has(name)) clients.set(name, new WireClient(port));
    return clients.get(name)!;
  };
  const run = async (line: string): Promise<Reply | undefined> => {
    const pause = /^wait (\d+)$/.exec(line);
    if (pause) return void (await sleep(Number(pause[1])));
    const [, name = 'a', kind = '>', rest = line] = /^([a-z])([><!]| x$) ?(.*)$/s.exec(line) ?? [];
    if (kind === ' x') return void (await client(name).close());
    if (kind === '<') return client(name).next(rest ? Number(rest) : undefined);
    if (kind === '!') {
      client(name).raw(splitInline(Buffer.from(`"${rest.replaceAll('"', '\\"')}"`))[0]!);
      return client(name).next(500);
    }
    client(name).send(splitInline(Buffer.from(rest.replace(/ &$/, ''))));
    return rest.endsWith(' &') ? void (await sleep(30)) : client(name).next();
  };
  try {
    const cleaner = client('cleaner');
    for (const words of clean) await cleaner.command(...words);
    const replies: Reply[] = [];
    for (const line of lines) {
      const reply = await run(line);
      if (reply !== undefined) replies.push(mask(unordered ? sorted(reply) : reply));
    }
    return replies;
  } finally {
    await Promise.all([...clients.values()].map((open) => open.close()));
  }
}

function sorted(reply: Reply): Reply {
  if (!Array.isArray(reply)) return reply;
  const key = (item: Reply): string => JSON.stringify(item);
  return reply.map(sorted).sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** IDs of streams that hold a time, and times in milliseconds. */
function mask(reply: Reply): Reply {
  return JSON.parse(
    JSON.stringify(reply)
      .replace(/\b1[789]\d{11}-\d+\b/g, '<id>')
      .replace(/\b1[789]\d{11}\b/g, '0')
      .replace(/"id",\d+/g, '"id",0'),
  ) as Reply;
}
