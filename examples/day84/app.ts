import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler } from 'express';
import { graphql } from './graphql.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

// #region graphiql
app.get('/', (_req, res) => {
  res.sendFile('graphiql.html', { root: import.meta.dirname });
});

const packaged = {
  'react.js': import.meta.resolve('react/umd/react.production.min.js'),
  'react-dom.js': import.meta.resolve('react-dom/umd/react-dom.production.min.js'),
  'graphiql.js': import.meta.resolve('graphiql/graphiql.min.js'),
  'graphiql.css': import.meta.resolve('graphiql/graphiql.min.css'),
};
for (const [name, url] of Object.entries(packaged)) {
  app.get(`/graphiql/${name}`, (_req, res) => {
    res.sendFile(fileURLToPath(url), { maxAge: '1d' });
  });
}
// #endregion

// #region endpoint
app.use('/graphql', express.json({ limit: '20kb' }));
app.all('/graphql', graphql);
// #endregion

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  const text = status < 500 ? message : 'Something broke on our side';
  res.status(status).json({ errors: [{ message: text }] });
};
app.use(onError);

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
