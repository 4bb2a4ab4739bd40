import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { create, list, parseDraft, parseFields, remove, update } from './notes.ts';

const app = express();
const port = Number(process.env.PORT ?? 3000);

app.use(express.json());

app
  .route('/')
  .get((_req, res) => {
    res.send(`<!doctype html>
<html lang="en">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Notes</title>
  <h1>Notes</h1>
  <ul>
    <li><a href="/notes">All notes</a>, or <a href="/notes?search=tea">those about tea</a></li>
    <li>Note 1 as <a href="/notes/1">JSON</a> and as <a href="/notes/1.txt">text</a></li>
    <li>The <a href="/latest">latest note</a>, and the <a href="/memos/1">old address</a> of note 1</li>
    <li>The <a href="/status-codes">status codes</a> that this server sends, as a download</li>
  </ul>
</html>`);
  })
  .all(allow('GET', 'HEAD'));

// #region param
app.param('id', (_req, res, next, id: string) => {
  if (!/^\d{1,9}$/.test(id)) {
    res.status(400).json({ error: `A note id is a whole number, not "${id}"` });
    return;
  }
  const note = list().find((candidate) => candidate.id === Number(id));
  if (!note) {
    res.status(404).json({ error: `There is no note ${id}` });
    return;
  }
  res.locals.note = note;
  next();
});
// #endregion

// #region collection
app
  .route('/notes')
  .get((req, res) => {
    const { search = '', limit = '20' } = req.query;
    if (typeof search !== 'string' || typeof limit !== 'string' || !/^[1-9]\d?$/.test(limit)) {
      res.status(400).json({ error: 'Give search once, and limit as a number from 1 to 99' });
      return;
    }
    const found = list().filter((note) => note.title.toLowerCase().includes(search.toLowerCase()));
    res.json({ total: found.length, items: found.slice(0, Number(limit)) });
  })
  .post((req, res) => {
    const draft = parseDraft(req.body);
    if (!draft) {
      res.status(400).json({ error: 'Send JSON with a title of 1 to 80 characters and a text' });
      return;
    }
    const note = create(draft);
    res.status(201).location(`/notes/${note.id}`).json(note);
  })
  .all(allow('GET', 'HEAD', 'POST'));
// #endregion

// #region text
app
  .route('/notes/:id.txt')
  .get((_req, res) => {
    const { title, text } = res.locals.note;
    res.type('text').send(`${title}\n\n${text}\n`);
  })
  .all(allow('GET', 'HEAD'));
// #endregion

// #region item
app
  .route('/notes/:id')
  .get((_req, res) => {
    res.json(res.locals.note);
  })
  .put((req, res) => {
    const draft = parseDraft(req.body);
    if (!draft) {
      res.status(400).json({ error: 'PUT replaces the whole note: send both title and text' });
      return;
    }
    res.json(update(res.locals.note, draft));
  })
  .patch((req, res) => {
    const fields = parseFields(req.body);
    if (!fields) {
      res.status(400).json({ error: 'PATCH changes what you send: title, text or both' });
      return;
    }
    res.json(update(res.locals.note, fields));
  })
  .delete((_req, res) => {
    remove(res.locals.note);
    res.status(204).end();
  })
  .all(allow('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'));
// #endregion

// #region redirect
app
  .route('/latest')
  .get((_req, res) => {
    const newest = list().at(-1);
    if (newest) res.redirect(`/notes/${newest.id}`);
    else res.status(404).json({ error: 'There are no notes yet' });
  })
  .all(allow('GET', 'HEAD'));

app.use('/memos', (req, res) => {
  res.redirect(308, `/notes${req.url}`);
});
// #endregion

// #region download
app
  .route('/status-codes')
  .get((_req, res) => {
    res.download('status-codes.csv', 'status-codes-day-1.csv', { root: import.meta.dirname });
  })
  .all(allow('GET', 'HEAD'));
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

// #region allow
/** Answers OPTIONS with the methods of a path, and any other method with 405. */
function allow(...methods: string[]): RequestHandler {
  const allowed = [...methods, 'OPTIONS'].join(', ');
  return (req, res) => {
    res.set('Allow', allowed);
    if (req.method === 'OPTIONS') res.status(204).end();
    else res.status(405).json({ error: `${req.method} is not allowed here; use ${allowed}` });
  };
}
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
