/**
 * A MongoDB for examples: the server that `MONGODB_URI` names, or one inside this process.
 *
 *     const client = new MongoClient(await mongodb());
 *     await mongoose.connect(await mongodb());
 */
import { environmentOrEmbedded } from '../embedded-server.ts';
import { keptData } from '../kept-data.ts';

/** The connection string for a driver. */
export const mongodb = environmentOrEmbedded(
  'MONGODB_URI',
  (uri) => uri,
  async () => {
    const { MongoServer } = await import('./server.ts');
    const { bytes, changed } = keptData('mongodb.bson', () => server.dump());
    const server = new MongoServer({ data: bytes, changed });
    await server.listen();
    return server.uri;
  },
);
