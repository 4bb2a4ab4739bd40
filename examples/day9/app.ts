import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Request } from 'express';
import { parseInput } from './input.ts';
import { LinkStore, isExpired, type Link } from './links.ts';
import { homePage, messagePage } from './pages.ts';

const port = Number(process.env.PORT ?? 3000);
const links = await LinkStore.open(
  process.env.LINKS_FILE ?? join(import.meta.dirname, 'data', 'links.json'),
);

const app = express();
app.use(express.static(join(import.meta.dirname, 'public')));
app.use(express.json({ limit: '10kb' }), express.urlencoded({ limit: '10kb' }));

const origin = (req: Request): string => `${req.protocol}://${req.host}`;
const present = (req: Request, link: Link) => ({
  ...link,
  shortUrl: `${origin(req)}/${link.code}`,
  expired: isExpired(link),
});

app.get('/', (req, res) => {
  res.send(homePage({ origin: origin(req), links: links.newest(50) }));
});

app.post('/', async (req, res) => {
  const input = parseInput(req.body, req.host);
  if ('error' in input) {
    const { error } = input;
    res.status(400).send(homePage({ origin: origin(req), links: links.newest(50), error }));
    return;
  }
  await links.create(input);
  res.redirect(303, '/');
});

// #region api
app.get('/api/links', (req, res) => {
  res.json({ items: links.newest(50).map((link) => present(req, link)) });
});

app.post('/api/links', async (req, res) => {
  const input = parseInput(req.body, req.host);
  if ('error' in input) {
    res.status(400).json(input);
    return;
  }
  const link = await links.create(input);
  res.status(201).location(`/api/links/${link.code}`).json(present(req, link));
});

app
  .route('/api/links/:code')
  .get((req, res) => {
    const link = links.get(req.params.code);
    if (link) res.json(present(req, link));
    else res.status(404).json({ error: `There is no link ${req.params.code}` });
  })
  .delete(async (req, res) => {
    const link = links.get(req.params.code);
    if (link) {
      await links.expire(link);
      res.status(204).end();
    } else {
      res.status(404).json({ error: `There is no link ${req.params.code}` });
    }
  });
// #endregion

// #region redirect
app.get('/:code', (req, res) => {
  const link = links.get(req.params.code);
  res.set('Cache-Control', 'no-store');
  if (!link) {
    res.status(404).send(messagePage('No such link', 'Check the address for a typing mistake.'));
  } else if (isExpired(link)) {
    res.status(410).send(messagePage('This link has expired', 'Ask its author for a new one.'));
  } else {
    if (req.method === 'GET') links.hit(link);
    res.redirect(302, link.url);
  }
});
// #endregion

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

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
