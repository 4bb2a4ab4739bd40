import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { addItem, allItems, type Item } from './list.ts';

// #region events
interface FromClient {
  'item:add': (item: unknown, acknowledge: (answer: Answer) => void) => void;
}

interface FromServer {
  list: (items: Item[]) => void;
  'item:added': (item: Item) => void;
}

type Answer = { ok: true; item: Item } | { ok: false; error: string };
// #endregion

export type Sockets = Server<FromClient, FromServer>;

export function createSockets(server: HttpServer): Sockets {
  // #region server
  const io: Sockets = new Server(server, {
    maxHttpBufferSize: 10_000,
    connectionStateRecovery: { maxDisconnectionDuration: 2 * 60_000 },
  });
  // #endregion

  io.on('connection', (socket) => {
    // #region recovered
    console.log(`${socket.id} ${socket.recovered ? 'is back' : 'is new'}`);
    // Whoever was recovered gets what was missed by itself; everyone else needs the whole.
    if (!socket.recovered) socket.emit('list', allItems());
    // #endregion

    // #region add
    socket.on('item:add', (value, acknowledge) => {
      // The other side may be any program, and send anything.
      if (typeof acknowledge !== 'function') return;
      const added = addItem(value);
      if (!added.ok) return acknowledge(added);
      if (added.isNew) io.emit('item:added', added.item);
      acknowledge({ ok: true, item: added.item });
    });
    // #endregion

    socket.on('disconnect', (reason) => {
      console.log(`${socket.id} left: ${reason}`);
    });
  });
  return io;
}
