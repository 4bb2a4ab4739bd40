import express, { type ErrorRequestHandler } from 'express';
import { cached, forget } from './cache.ts';
import { catalogueReads, readGame, writeText } from './catalogue.ts';
import { client } from './client.ts';
import { parseCount, parseInvitation, parsePlay, parseText } from './input.ts';
import { accept, invite, remaining } from './invitations.ts';
import { listKeys } from './keys.ts';
import { around, newSeason, record, top } from './scores.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.use(express.json({ limit: '10kb' }));

// #region game
const lifetime = { found: 60, missing: 5 };
const findGame = (id: string) => cached(`game:${id}`, lifetime, () => readGame(id));

app.get('/games/:id', async (req, res) => {
  const { value: game, isHit } = await findGame(req.params.id);
  res.set('X-Cache', isHit ? 'hit' : 'miss');
  if (game) res.json(game);
  else res.status(404).json({ error: `There is no game ${req.params.id}` });
});

app.put('/games/:id/text', async (req, res) => {
  const { id } = req.params;
  const isKnown = await writeText(id, parseText(req.body));
  await forget(`game:${id}`);
  if (isKnown) res.status(204).end();
  else res.status(404).json({ error: `There is no game ${id}` });
});
// #endregion

app.get('/catalogue', (_req, res) => {
  res.json({ reads: catalogueReads() });
});

/** Refuses what is meant for a game that does not exist. */
async function known(id: string): Promise<string> {
  const { value: game } = await findGame(id);
  if (game) return game.id;
  throw Object.assign(new Error(`There is no game ${id}`), { status: 404 });
}

// #region scores
app.post('/games/:id/plays', async (req, res) => {
  const game = await known(req.params.id);
  const { player, points } = parsePlay(req.body);
  res.status(201).json(await record(game, player, points));
});

app.get('/games/:id/board', async (req, res) => {
  const game = await known(req.params.id);
  res.json({ places: await top(game, parseCount(req.query.count)) });
});

app.get('/games/:id/board/:player', async (req, res) => {
  const { id, player } = req.params;
  const places = await around(await known(id), player);
  if (places.length > 0) res.json({ places });
  else res.status(404).json({ error: `${player} has not played` });
});

app.delete('/games/:id/board', async (req, res) => {
  await newSeason(await known(req.params.id));
  res.status(204).end();
});
// #endregion

// #region invitations
app.post('/games/:id/invitations', async (req, res) => {
  const game = await known(req.params.id);
  const { from, seconds } = parseInvitation(req.body);
  const code = await invite({ game, from }, seconds);
  res.status(201).location(`/invitations/${code}`).json({ code });
});

app.get('/invitations/:code', async (req, res) => {
  const milliseconds = await remaining(req.params.code);
  if (milliseconds !== undefined) res.json({ milliseconds });
  else res.status(404).json({ error: 'There is no such invitation, or no longer' });
});

app.post('/invitations/:code/accept', async (req, res) => {
  const invitation = await accept(req.params.code);
  if (invitation) res.json(invitation);
  else res.status(404).json({ error: 'There is no such invitation, or no longer' });
});
// #endregion

// For the page only: keys are nobody else's business.
app.get('/keys', async (_req, res) => {
  res.json({ keys: await listKeys() });
});

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

// #region stop
process.once('SIGTERM', () => server.close(() => client.quit()));
// #endregion
