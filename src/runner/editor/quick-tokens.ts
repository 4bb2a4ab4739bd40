/**
 * Colours one line that the reader has changed, until the page is built again: good enough for a
 * line of code, and 1 kB where a full highlighter is several hundred. A line inside a template
 * literal or a block comment that starts further up is taken for code.
 */
import type { TokenKind } from '../token-kinds.ts';

export interface QuickToken {
  text: string;
  kind?: TokenKind;
}

const keywords =
  'as|async|await|break|case|catch|class|const|continue|default|delete|do|else|export|extends|finally|for|from|function|if|import|in|instanceof|interface|let|new|of|return|satisfies|static|super|switch|throw|try|type|typeof|var|void|while|yield';

const pattern = new RegExp(
  [
    String.raw`(?<comment>\/\/.*|\/\*.*?(?:\*\/|$))`,
    String.raw`(?<string>'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|\`(?:\\.|[^\`\\])*\`?)`,
    String.raw`(?<constant>\b(?:true|false|null|undefined|this|\d[\w.]*)\b)`,
    String.raw`(?<keyword>(?<![.\w$])(?:${keywords})(?![\w$]))`,
    String.raw`(?<function>[A-Za-z_$][\w$]*(?=\s*\())`,
    String.raw`(?<other>[A-Za-z_$][\w$]*)`,
  ].join('|'),
  'g',
);

const coloured = /\.(?:[cm]?[jt]sx?|json)$/;

/** @param path The file that the line belongs to: its ending decides whether it is coloured at all. */
export function quickTokens(line: string, path: string): QuickToken[] {
  if (!coloured.test(path)) return line === '' ? [] : [{ text: line }];
  const tokens: QuickToken[] = [];
  const plain = (text: string): void => {
    const last = tokens.at(-1);
    if (text === '') return;
    if (last && !last.kind) last.text += text;
    else tokens.push({ text });
  };
  let at = 0;
  for (const match of line.matchAll(pattern)) {
    plain(line.slice(at, match.index));
    at = match.index + match[0].length;
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    if (!kind || kind === 'other') plain(match[0]);
    else tokens.push({ text: match[0], kind: kind as TokenKind });
  }
  plain(line.slice(at));
  return tokens;
}
