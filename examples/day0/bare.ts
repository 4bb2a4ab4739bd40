import type { IncomingMessage, ServerResponse } from 'node:http';

/** The three routes on nothing but `node:http`. */
export function bare(req: IncomingMessage, res: ServerResponse): void {
  // #region routing
  const [path, query] = (req.url ?? '').split('?');
  const method = req.method === 'HEAD' ? 'GET' : req.method;

  switch (`${method} ${path}`) {
    case 'GET /bare':
      return greet(res, new URLSearchParams(query).getAll('name'));
    case 'GET /bare/health':
      return sendJson(res, 200, { status: 'ok' });
    default:
      return sendJson(res, 404, { error: `No route for ${req.method} ${path}` });
  }
  // #endregion
}

function greet(res: ServerResponse, [name = 'backend', ...more]: string[]): void {
  if (name === '' || name.length > 40 || more.length > 0) {
    return sendJson(res, 400, { error: 'Give one name of 1 to 40 characters' });
  }
  send(res, 200, 'text/plain; charset=utf-8', `Hello, ${name}!`);
}

// #region send
function sendJson(res: ServerResponse, status: number, value: unknown): void {
  send(res, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

function send(res: ServerResponse, status: number, type: string, body: string): void {
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
}
// #endregion
