import express, { type ErrorRequestHandler } from 'express';
import { pool } from './database.ts';
import { answerTo } from './database-errors.ts';
import { addExpense, changeExpense, findExpense, listExpenses, removeExpense } from './expenses.ts';
import { isComplete, parseExpense, parseLimit, parsePerson } from './input.ts';
import { addPerson, listPeople, removePerson } from './people.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// MySQL would read the text "1 or so" as the number 1.
app.param('id', (_req, res, next, id) => {
  if (/^\d{1,10}$/.test(id)) next();
  else res.status(404).json({ error: `There is nothing with the id ${id}` });
});

app.get('/people', async (_req, res) => {
  res.json({ people: await listPeople() });
});

app.post('/people', async (req, res) => {
  const input = parsePerson(req.body);
  if ('error' in input) res.status(400).json(input);
  else res.status(201).json({ id: await addPerson(input.name), name: input.name });
});

app.delete('/people/:id', async (req, res) => {
  if (await removePerson(req.params.id)) res.status(204).end();
  else res.status(404).json({ error: `There is no person ${req.params.id}` });
});

// #region expenses
app.get('/expenses', async (req, res) => {
  const input = parseLimit(req.query.limit);
  if ('error' in input) res.status(400).json(input);
  else res.json({ expenses: await listExpenses(String(req.query.search ?? ''), input.limit) });
});

app.post('/expenses', async (req, res) => {
  const input = parseExpense(req.body);
  if ('error' in input) {
    res.status(400).json(input);
  } else if (!isComplete(input)) {
    res.status(400).json({ error: 'paidBy, what, amount and spentOn are needed' });
  } else {
    const id = await addExpense(input);
    res
      .status(201)
      .location(`/expenses/${id}`)
      .json({ id, ...input });
  }
});
// #endregion

app
  .route('/expenses/:id')
  .get(async (req, res) => {
    const expense = await findExpense(req.params.id);
    if (expense) res.json(expense);
    else res.status(404).json({ error: `There is no expense ${req.params.id}` });
  })
  .patch(async (req, res) => {
    const input = parseExpense(req.body);
    if ('error' in input) res.status(400).json(input);
    else if (await changeExpense(req.params.id, input)) res.json(await findExpense(req.params.id));
    else res.status(404).json({ error: `There is no expense ${req.params.id}` });
  })
  .delete(async (req, res) => {
    if (await removeExpense(req.params.id)) res.status(204).end();
    else res.status(404).json({ error: `There is no expense ${req.params.id}` });
  });

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  const answer = answerTo(error) ?? { status, error: message };
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
