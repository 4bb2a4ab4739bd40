import { describe, expect, it } from 'vitest';
import { withHostHeaders } from './host-headers.ts';

const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'X-Other': 'a' };

describe('withHostHeaders', () => {
  it('adds what the host left out', async () => {
    const response = withHostHeaders(
      new Response('x', { status: 201, headers: { 'X-Own': 'b' } }),
      headers,
    );
    expect(response.status).toBe(201);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'x-other': 'a',
      'x-own': 'b',
    });
    expect(await response.text()).toBe('x');
  });

  it('leaves a host alone that sends one of them', () => {
    const response = new Response('', { headers: { 'X-Other': 'own' } });
    expect(withHostHeaders(response, headers)).toBe(response);
  });

  it('takes responses without a body', () => {
    expect(withHostHeaders(new Response(null, { status: 304 }), headers).body).toBeNull();
  });
});
