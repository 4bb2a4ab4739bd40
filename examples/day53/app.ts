import express, { type ErrorRequestHandler, type Request } from 'express';
import { errors } from 'jose';
import { attacks, describe } from './attacks.ts';
import { keySet, signToken, verifyToken } from './tokens.ts';
import { verifyTrustingly } from './trusting.ts';
import { isPasswordOf } from './users.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.get('/.well-known/jwks.json', (_req, res) => {
  res.set('Cache-Control', 'public, max-age=300').json(keySet);
});

// #region token
app.post('/token', async (req, res) => {
  const { name, password } = req.body ?? {};
  if (typeof name !== 'string' || typeof password !== 'string' || password.length > 200) {
    res.status(400).json({ error: 'Send a name and a password' });
    return;
  }
  if (!(await isPasswordOf(name, password))) {
    res.status(401).json({ error: 'The name or the password is wrong' });
    return;
  }
  res.set('Cache-Control', 'no-store');
  res.json({ access_token: await signToken(name), token_type: 'Bearer', expires_in: 300 });
});
// #endregion

// #region me
app.get('/me', async (req, res) => {
  const { sub, exp } = await verifyToken(bearer(req));
  res.json({ name: sub, expires: new Date(exp! * 1000).toISOString() });
});
// #endregion

// #region bearer
class Unauthorized extends Error {}

function bearer(req: Request): string {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(req.get('Authorization') ?? '') ?? [];
  if (!token) throw new Unauthorized('Send Authorization: Bearer and a token');
  return token;
}
// #endregion

app.post('/attacks/:name', async (req, res) => {
  const attack = attacks.get(req.params.name);
  if (!attack) {
    res.status(404).json({ error: `The attacks are ${[...attacks.keys()].join(', ')}` });
    return;
  }
  const own = bearer(req);
  await verifyToken(own);
  const token = await attack(own);
  const [trusting, strict] = await Promise.all([
    verdict(verifyTrustingly(token)),
    verdict(verifyToken(token)),
  ]);
  res.json({ token, ...describe(token), trusting, strict });
});

const verdict = (verified: Promise<{ sub?: string }>) =>
  verified.then(
    ({ sub }) => ({ accepted: true, as: sub }),
    (error: Error) => ({ accepted: false, reason: error.message }),
  );

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof Unauthorized) {
    res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: error.message });
    return;
  }
  if (error instanceof errors.JOSEError) {
    res.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    res.status(401).json({ error: error.message, code: error.code });
    return;
  }
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
