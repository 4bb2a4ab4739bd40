/** The embedded engine behind the site's interface. */
import manifest from '../../.cache/engine/manifest.json';
import { EmbeddedEngine, EngineRequestError, unsupportedReason } from '../engine/index.ts';
import { RequestError, type Container } from './container.ts';
import { BootError, type Engine } from './engine.ts';

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** The way of most requests through most examples. */
const warmUp = {
  source: `
    const express = require('express');
    const app = express();
    app.use(express.json());
    app.get('/warm/:up', (req, res) => { res.status(200).json({ up: req.params.up }); });
    module.exports = app;`,
  paths: ['/warm/up', '/none'],
};

let engine: EmbeddedEngine | undefined;
const getEngine = (): EmbeddedEngine => {
  engine ??= new EmbeddedEngine({
    files: { folder: new URL(`${base}engine/`, location.href).href, ...manifest },
    serviceWorker: { url: `${base}preview-service-worker.js`, scope: base },
    warmUp,
  });
  return engine;
};

export const embedded: Engine = {
  id: 'embedded',
  name: 'Embedded Node.js',

  unsupported() {
    const reason = unsupportedReason();
    if (!reason) return undefined;
    return new BootError('unsupported', reason, 'Open this page in a current browser.');
  },

  prewarm(layers) {
    if (!unsupportedReason()) getEngine().prewarm(layers.map(({ script }) => script));
  },

  async boot({ layers, signal }): Promise<Container> {
    const container = await getEngine().boot({
      layers: layers.map(({ script }) => script),
      ...(signal && { signal }),
    });
    const request = container.request.bind(container);
    return Object.assign(container, {
      async request(...args: Parameters<Container['request']>) {
        try {
          return await request(...args);
        } catch (error) {
          throw error instanceof EngineRequestError
            ? new RequestError(error.code, error.message)
            : error;
        }
      },
    });
  },
};
