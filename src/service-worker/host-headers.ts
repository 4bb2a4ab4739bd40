/** Headers that the journal's responses should have, for hosts that cannot send any. */

/**
 * A response as it is, or with the headers that its host left out. One that sends some of them decides
 * itself about all.
 */
export function withHostHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  const entries = Object.entries(headers);
  if (response.type !== 'basic' && response.type !== 'default') return response;
  if (entries.length === 0 || entries.some(([name]) => response.headers.has(name))) return response;
  const whole = new Headers(response.headers);
  for (const [name, value] of entries) whole.set(name, value);
  const { status, statusText } = response;
  const isNull = [101, 204, 205, 304].includes(status);
  return new Response(isNull ? null : response.body, { status, statusText, headers: whole });
}
