// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that was free a moment ago.
 *
 * @param {string} [host] Where it has to be free; on all addresses when left out.
 * @returns {Promise<number>}
 */
export const freePort = async (host) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address && typeof address === 'object' ? address.port : 0;
};
