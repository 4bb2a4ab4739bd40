import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Express } from 'express';
import request from 'supertest';
import { createApi } from './api.ts';
import { Seats } from './holds.ts';

let api: Express;
beforeEach(() => {
  api = createApi(new Seats(['A1', 'A2']));
});

// #region http
describe('PUT /seats/:seat/hold', () => {
  it('holds the seat', async () => {
    const { body } = await request(api).put('/seats/A1/hold').send({ by: ' Ada ' }).expect(200);
    assert.equal(body.by, 'Ada');
    await request(api)
      .get('/seats')
      .expect(200, { free: ['A2'] });
  });

  it('answers 409 when somebody else holds it', async () => {
    await request(api).put('/seats/A1/hold').send({ by: 'Ada' });
    await request(api)
      .put('/seats/A1/hold')
      .send({ by: 'Grace' })
      .expect(409, { error: 'Seat A1 is taken' });
  });

  it('answers 404 for a seat that does not exist', async () => {
    await request(api).put('/seats/Z9/hold').send({ by: 'Ada' }).expect(404);
  });

  for (const [what, by] of [
    ['no name', undefined],
    ['an empty name', '  '],
    ['a number', 7],
    ['a name of 41 letters', 'x'.repeat(41)],
  ]) {
    it(`answers 400 to ${what}`, async () => {
      const { body } = await request(api).put('/seats/A1/hold').send({ by }).expect(400);
      assert.match(body.error, /1 to 40 characters/);
    });
  }
});
// #endregion

describe('DELETE /seats/:seat/hold', () => {
  it('frees the seat, also when nobody holds it', async () => {
    await request(api).put('/seats/A1/hold').send({ by: 'Ada' });
    await request(api).delete('/seats/A1/hold').expect(204);
    await request(api).delete('/seats/A1/hold').expect(204);
    await request(api).get('/seats/A1/hold').expect(404);
  });
});

describe('the API', () => {
  it('says in JSON what it cannot read or find', async () => {
    const broken = request(api).put('/seats/A1/hold').type('json').send('{ "by": ');
    const { body } = await broken.expect(400).expect('Content-Type', /json/);
    assert.match(body.error, /JSON/);
    await request(api).get('/nowhere').expect(404, { error: 'No route for GET /nowhere' });
  });
});
