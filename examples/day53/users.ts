import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

interface Secret {
  salt: Buffer;
  hash: Buffer;
}

async function keep(password: string): Promise<Secret> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(password, salt, 32) };
}

const users = new Map([['ada', await keep('analytical engine')]]);
const nobody = await keep(randomBytes(16).toString('hex'));

/** Takes as long for a name that does not exist as for one that does. */
export async function isPasswordOf(name: string, password: string): Promise<boolean> {
  const { salt, hash } = users.get(name) ?? nobody;
  return timingSafeEqual(await derive(password, salt, 32), hash);
}
