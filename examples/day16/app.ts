import express from 'express';
import { createApi } from './api.ts';
import { Seats } from './holds.ts';
import { runTests } from './run-tests.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.post('/tests', async (_req, res) => {
  res.json(await runTests());
});

app.use(createApi(new Seats(['A1', 'A2', 'A3', 'B1', 'B2', 'B3'])));

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
