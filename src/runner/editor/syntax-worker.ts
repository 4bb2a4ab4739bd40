/** Parses beside the page, so that typing never waits for it. */
import { checkSyntax, type SyntaxReport } from '../../container/syntax.ts';

export interface SyntaxQuestion {
  id: number;
  path: string;
  text: string;
}
export interface SyntaxAnswer {
  id: number;
  report: SyntaxReport;
}

self.addEventListener('message', ({ data: { id, path, text } }: MessageEvent<SyntaxQuestion>) => {
  self.postMessage({ id, report: checkSyntax(path, text) } satisfies SyntaxAnswer);
});
