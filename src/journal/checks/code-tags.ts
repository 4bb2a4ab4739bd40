/** A `<Code>` in a write-up: which file of the example it shows, and which region of it. */
export interface CodeTag {
  /** The tag as written, for messages. */
  tag: string;
  /** `undefined` when the tag names no file, or not by a plain string. */
  file: string | undefined;
  region: string | undefined;
}

const attribute = (attributes: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];

/**
 * The `<Code … />` tags of a write-up, those inside fenced code left out.
 * @param text The MDX text.
 */
export function codeTags(text: string): CodeTag[] {
  const prose = text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, '');
  return [...prose.matchAll(/^<Code\b([^>]*)\/>/gm)].map(([tag, attributes = '']) => ({
    tag: tag.replace(/\s+/g, ' '),
    file: attribute(attributes, 'file'),
    region: attribute(attributes, 'region'),
  }));
}
