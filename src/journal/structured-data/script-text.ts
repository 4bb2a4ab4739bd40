/**
 * The text of a `<script type="application/ld+json">`: no value can end the element.
 * @example scriptText({ name: '</script>' }) // => '{"name":"\u003c/script>"}'
 */
export const scriptText = (data: Record<string, unknown>): string =>
  JSON.stringify(data).replaceAll('<', '\\u003c');
