import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { HOLD_TIME, SeatError, Seats } from './holds.ts';

// #region unit
describe('seats', () => {
  let seats: Seats;
  beforeEach(() => {
    seats = new Seats(['A1', 'A2']);
  });

  it('are all free at first', () => {
    assert.deepEqual(seats.free(), ['A1', 'A2']);
  });

  it('can be held by one person', () => {
    seats.hold('A1', 'Ada');
    assert.equal(seats.find('A1')?.by, 'Ada');
    assert.deepEqual(seats.free(), ['A2']);
  });

  it('are refused to a second person', () => {
    seats.hold('A1', 'Ada');
    assert.throws(() => seats.hold('A1', 'Grace'), { code: 'taken' });
    assert.equal(seats.find('A1')?.by, 'Ada');
  });

  it('are free again when they are released', () => {
    seats.hold('A1', 'Ada');
    seats.release('A1');
    assert.equal(seats.hold('A1', 'Grace').by, 'Grace');
  });

  it('exist or do not', () => {
    assert.throws(() => seats.hold('Z9', 'Ada'), SeatError);
  });
});
// #endregion

// #region clock
describe('a hold', () => {
  it('ends after ten minutes, and not before', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1, 20) });
    const seats = new Seats(['A1']);

    assert.equal(seats.hold('A1', 'Ada').until, '2026-01-01T20:10:00.000Z');
    t.mock.timers.tick(HOLD_TIME - 1);
    assert.deepEqual(seats.free(), []);
    t.mock.timers.tick(1);
    assert.deepEqual(seats.free(), ['A1']);
  });

  it('begins anew when the same person asks again', (t) => {
    t.mock.timers.enable({ apis: ['Date'] });
    const seats = new Seats(['A1']);

    seats.hold('A1', 'Ada');
    t.mock.timers.tick(HOLD_TIME - 1);
    seats.hold('A1', 'Ada');
    t.mock.timers.tick(HOLD_TIME - 1);
    assert.equal(seats.find('A1')?.by, 'Ada');
  });
});
// #endregion
