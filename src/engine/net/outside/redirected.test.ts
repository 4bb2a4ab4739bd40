import { expect, it } from 'vitest';
import { keepFollowed, takeFollowed } from './redirected.ts';

const cancelled: string[] = [];
const responseFrom = (url: string): Response =>
  ({ url, body: { cancel: async () => void cancelled.push(url) } }) as unknown as Response;

it('gives a response once, to the request that the redirect leads to', () => {
  const response = responseFrom('http://a/');
  keepFollowed('POST', response);
  expect(takeFollowed('GET', 'http://b/')).toBeUndefined();
  expect(takeFollowed('PUT', 'http://a/')).toBeUndefined();
  expect(takeFollowed('GET', 'http://a/')).toBe(response);
  expect(takeFollowed('GET', 'http://a/')).toBeUndefined();
});

it('gives the empty response of a HEAD to no GET', () => {
  keepFollowed('HEAD', responseFrom('http://h/'));
  expect(takeFollowed('GET', 'http://h/')).toBeUndefined();
  expect(takeFollowed('HEAD', 'http://h/')).toBeDefined();
});

it('lets go of the oldest', () => {
  for (const n of [1, 2, 3, 4, 5]) keepFollowed('GET', responseFrom(`http://${n}/`));
  expect(cancelled).toEqual(['http://1/']);
});
