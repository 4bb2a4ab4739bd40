import express, { Router } from 'express';
import { newMember, type Members } from './members.ts';

/** The same routes for any store. */
// #region api
export function membersApi(members: Members): Router {
  const router = Router();
  router.use(express.json({ limit: '10kb' }));

  router.get('/', async (req, res) => {
    const { after } = req.query;
    const page = { limit: 100, ...(isId(after) && { after }) };
    res.json({ members: await members.list(page) });
  });

  router.post('/', async (req, res) => {
    const { email, name } = (req.body ?? {}) as Record<string, unknown>;
    if (!isEmail(email) || !isName(name)) {
      res.status(400).json({ error: 'email and a name of 1 to 100 characters are needed' });
      return;
    }
    const member = newMember({ email, name });
    await members.add(member);
    res.status(201).json(member);
  });
  // #endregion

  router.patch('/:id', async (req, res) => {
    const { name, version } = (req.body ?? {}) as Record<string, unknown>;
    if (!isName(name) || !Number.isInteger(version)) {
      res.status(400).json({ error: 'name and the version that it changes are needed' });
      return;
    }
    const found = isId(req.params.id) ? await members.find(req.params.id) : undefined;
    if (!found) res.status(404).json({ error: 'There is no such member' });
    else res.json(await members.save({ ...found, name: name.trim(), version: Number(version) }));
  });

  router.delete('/:id', async (req, res) => {
    if (isId(req.params.id) && (await members.remove(req.params.id))) res.status(204).end();
    else res.status(404).json({ error: 'There is no such member' });
  });

  return router;
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 100;
const isEmail = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 254 && /^\s*[^\s@]+@[^\s@]+\s*$/.test(value);
