import { createServer } from 'node:http';
import { bare } from './bare.ts';
import { app } from './express.ts';

const port = Number(process.env.PORT ?? 3000);

// An Express app is a request listener like any other: a function of a request and a response.
const server = createServer((req, res) => {
  if (req.url?.startsWith('/bare')) bare(req, res);
  else app(req, res);
});

server.listen(port, () => {
  console.log(`Listening on http://localhost:${port}`);
});
