/** Pages that stand in for a response that the program did not give. No script, no other file. */
export const previewProblems = [
  'no-owner',
  'stopped',
  'refused',
  'broken',
  'unreadable',
  'forbidden',
] as const;
export type PreviewProblem = (typeof previewProblems)[number];

interface Explanation {
  status: number;
  statusText: string;
  title: string;
  text: (port: number) => string;
}

const EXPLANATIONS: Record<PreviewProblem, Explanation> = {
  'no-owner': {
    status: 503,
    statusText: 'Service Unavailable',
    title: 'Nothing runs behind this preview',
    text: () =>
      'The tab that ran this program was closed or reloaded. Open its page, choose Run, and open the preview again from there.',
  },
  stopped: {
    status: 503,
    statusText: 'Service Unavailable',
    title: 'The program has stopped',
    text: () => 'It ended before it answered. Choose Run, then reload this preview.',
  },
  refused: {
    status: 502,
    statusText: 'Bad Gateway',
    title: 'Nothing listens here',
    text: (port) =>
      `No server of the program listens on port ${port}. Its log says whether it has started, on which port, and what went wrong if it has not.`,
  },
  broken: {
    status: 502,
    statusText: 'Bad Gateway',
    title: 'The connection broke',
    text: () =>
      'The program closed the connection before it had answered. Its log may say why: an error that nobody caught is the usual reason.',
  },
  unreadable: {
    status: 502,
    statusText: 'Bad Gateway',
    title: 'The answer cannot be shown',
    text: () => 'The program answered, but with something that a browser cannot take.',
  },
  forbidden: {
    status: 403,
    statusText: 'Forbidden',
    title: 'This preview belongs to another page',
    text: () => 'The pages of one program cannot reach the servers of another.',
  },
};

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Which page a code of Node's stands for. */
export function problemOf(code: string): PreviewProblem {
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ERR_STOPPED') return 'stopped';
  if (code.startsWith('HPE_') || code.startsWith('ERR_')) return 'unreadable';
  return 'broken';
}

/** @param detail What the engine says about it, for instance `connect ECONNREFUSED 127.0.0.1:3000`. */
export function errorPage(
  problem: PreviewProblem,
  port: number,
  detail?: string,
): { status: number; statusText: string; html: string } {
  const { status, statusText, title, text } = EXPLANATIONS[problem];
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem }
h1 { font-size: 1.25rem; line-height: 1.3 }
code { font-size: 0.875rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>${title}</h1>
<p>${escape(text(port))}</p>
${detail ? `<p><code>${escape(detail)}</code></p>\n` : ''}</body>
</html>
`;
  return { status, statusText, html };
}
