import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { Connection } from './connection.ts';
import { accept, findFault, refuse } from './handshake.ts';
import { probe, probes } from './probe.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.all('/chat', (_req, res) => {
  res.status(426).set({ Upgrade: 'websocket', Connection: 'Upgrade' });
  res.json({ error: 'Connect with a WebSocket: new WebSocket("/chat")' });
});

app.get('/probes', (_req, res) => {
  res.json([...probes.keys()]);
});

app.get('/probes/:name', async (req, res) => {
  const frames = probes.get(req.params.name);
  if (frames) res.json(await probe(port, frames));
  else res.status(404).json({ error: `The probes are ${[...probes.keys()].join(', ')}` });
});

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  console.error(error);
  res.status(error.status ?? 500).json({ error: 'Something broke on our side' });
};
app.use(onError);

const server = createServer(app);

// #region upgrade
server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => socket.destroy());
  if (req.url?.split('?')[0] !== '/chat') {
    refuse(socket, { status: 404, error: 'WebSockets are at /chat' });
    return;
  }
  const fault = findFault(req);
  if (fault) {
    refuse(socket, fault);
    return;
  }
  accept(req, socket);
  if (head.length > 0) socket.unshift(head);
  join(new Connection(socket));
});
// #endregion

// #region chat
const members = new Map<number, Connection>();
let last = 0;

function join(connection: Connection): void {
  const id = ++last;
  members.set(id, connection);
  connection.send(JSON.stringify({ type: 'welcome', you: id, here: members.size }));

  connection.on('message', (data) => {
    if (typeof data === 'string') broadcast({ type: 'message', from: id, text: data });
    else connection.close(1003, 'Text only');
  });
  connection.on('close', (code, reason) => {
    members.delete(id);
    clearInterval(heartbeat);
    broadcast({ type: 'left', from: id, code, reason });
  });
  const heartbeat = keepAlive(connection);
}

function broadcast(event: object): void {
  for (const member of members.values()) member.send(JSON.stringify(event));
}
// #endregion

// #region heartbeat
/** Finds peers that are gone without a word: a laptop that was shut, a network that changed. */
function keepAlive(connection: Connection): NodeJS.Timeout {
  let answered = true;
  connection.on('pong', () => (answered = true));
  return setInterval(() => {
    if (!answered) return connection.terminate();
    answered = false;
    connection.ping();
  }, 30_000);
}
// #endregion

server.listen(port, () => {
  console.log(`Listening on http://localhost:${port}`);
});
