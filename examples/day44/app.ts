import type { ObjectId } from 'mongodb';
import express, { type ErrorRequestHandler, type Response } from 'express';
import {
  parseAmount,
  parseChange,
  parseId,
  parseIngredient,
  parseRecipe,
  parseSearch,
  parseStars,
} from './input.ts';
import * as recipes from './recipes.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '20kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region present
interface Stored {
  _id: ObjectId;
  ratings?: { count: number; sum: number };
}

/** What clients see: `id`, the time that is in it, and the mean of the ratings. */
function present({ _id, ratings, ...fields }: Stored) {
  return {
    id: _id,
    ...fields,
    created: _id.getTimestamp(),
    ...(ratings && {
      ratings: ratings.count,
      stars: ratings.count > 0 ? ratings.sum / ratings.count : null,
    }),
  };
}
// #endregion

function answer(res: Response, recipe: Stored | null): void {
  if (recipe) res.json(present(recipe));
  else res.status(404).json({ error: 'There is no such recipe' });
}

// #region routes
app.get('/recipes', async (req, res) => {
  const items = await recipes.search(parseSearch(req.query));
  res.json({ items: items.map(present) });
});

app.post('/recipes', async (req, res) => {
  const recipe = parseRecipe(req.body);
  const id = await recipes.add(recipe);
  if (id) res.status(201).location(`/recipes/${id}`).json({ id });
  else res.status(409).json({ error: `There is a recipe for ${recipe.title} already` });
});

app.get('/recipes/:id', async (req, res) => {
  answer(res, await recipes.get(parseId(req.params.id)));
});

app.patch('/recipes/:id', async (req, res) => {
  answer(res, await recipes.change(parseId(req.params.id), parseChange(req.body)));
});
// #endregion

app.delete('/recipes/:id', async (req, res) => {
  const removed = await recipes.remove(parseId(req.params.id));
  if (removed) res.status(204).end();
  else answer(res, null);
});

app.post('/recipes/:id/ratings', async (req, res) => {
  answer(res, await recipes.rate(parseId(req.params.id), parseStars(req.body)));
});

// #region ingredients
app.post('/recipes/:id/ingredients', async (req, res) => {
  const id = parseId(req.params.id);
  const ingredient = parseIngredient(req.body);
  const changed = await recipes.addIngredient(id, ingredient);
  if (changed || !(await recipes.get(id))) answer(res, changed);
  else res.status(409).json({ error: `The recipe has ${ingredient.name} already` });
});
// #endregion

app.put('/recipes/:id/ingredients/:name/amount', async (req, res) => {
  const id = parseId(req.params.id);
  const { name } = req.params;
  const changed = await recipes.changeAmount(id, name, parseAmount(req.body?.amount));
  if (changed || !(await recipes.get(id))) answer(res, changed);
  else res.status(404).json({ error: `There is no ${name} in this recipe` });
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

// Requests that are under way are answered before the connections to the database are closed.
process.on('SIGTERM', () => server.close(() => void recipes.client.close()));
