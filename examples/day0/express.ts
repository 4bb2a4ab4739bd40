import express from 'express';

export const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region routes
app.get('/express', (req, res) => {
  const { name = 'backend' } = req.query;
  if (typeof name !== 'string' || name === '' || name.length > 40) {
    res.status(400).json({ error: 'Give one name of 1 to 40 characters' });
    return;
  }
  res.type('text').send(`Hello, ${name}!`);
});

app.get('/express/health', (_req, res) => {
  res.json({ status: 'ok' });
});

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});
// #endregion
