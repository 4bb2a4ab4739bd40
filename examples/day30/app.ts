import express, { type ErrorRequestHandler } from 'express';
import { addBook, changeBook, findBook, findBooks, removeBook, type BookInput } from './books.ts';
import { answerTo } from './database-errors.ts';
import { pool } from './database.ts';
import { parseBook, parseName, parseSearch } from './input.ts';
import { addShelf, listShelves, removeShelf } from './shelves.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// An integer of PostgreSQL has nine digits and then some; what is longer is no id.
app.param('id', (_req, res, next, id) => {
  if (/^\d{1,9}$/.test(id)) next();
  else res.status(404).json({ error: `There is nothing with the id ${id}` });
});

app.get('/shelves', async (_req, res) => {
  res.json({ shelves: await listShelves() });
});

app.post('/shelves', async (req, res) => {
  const input = parseName(req.body);
  if ('error' in input) res.status(400).json(input);
  else res.status(201).json(await addShelf(input.name));
});

app.delete('/shelves/:id', async (req, res) => {
  if (await removeShelf(Number(req.params.id))) res.status(204).end();
  else res.status(404).json({ error: `There is no shelf ${req.params.id}` });
});

// #region books
app.get('/books', async (req, res) => {
  const input = parseSearch(req.query);
  if ('error' in input) res.status(400).json(input);
  else res.json({ books: await findBooks(input.title, input.limit) });
});

app.post('/books', async (req, res) => {
  const input = parseBook(req.body);
  if ('error' in input) {
    res.status(400).json(input);
  } else {
    // What is missing, the NOT NULL of its column tells.
    const book = await addBook(input as BookInput);
    res.status(201).location(`/books/${book.id}`).json(book);
  }
});
// #endregion

app
  .route('/books/:id')
  .get(async (req, res) => {
    const book = await findBook(Number(req.params.id));
    if (book) res.json(book);
    else res.status(404).json({ error: `There is no book ${req.params.id}` });
  })
  .patch(async (req, res) => {
    const input = parseBook(req.body);
    const book = 'error' in input ? input : await changeBook(Number(req.params.id), input);
    if (!book) res.status(404).json({ error: `There is no book ${req.params.id}` });
    else res.status('error' in book ? 400 : 200).json(book);
  })
  .delete(async (req, res) => {
    if (await removeBook(Number(req.params.id))) res.status(204).end();
    else res.status(404).json({ error: `There is no book ${req.params.id}` });
  });

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  const answer = answerTo(error, req.method) ?? { status, error: message };
  if (answer.status >= 500) {
    console.error(error);
    answer.error = 'Something broke on our side';
  }
  res.status(answer.status).json({ error: answer.error });
};
app.use(onError);
// #endregion

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

process.once('SIGTERM', () => server.close(() => pool.end()));
