import { expect, test } from 'vitest';
import { scriptText } from './script-text.ts';

test('no value ends the script element', () => {
  const text = scriptText({ name: '</script><script>alert(1)</script>' });
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual({ name: '</script><script>alert(1)</script>' });
});
