const KEPT = 200;
const lines: string[] = [];

/** A destination for log lines that keeps the last ones, so that the page can show them. */
export const recent = {
  write(line: string): void {
    lines.push(line);
    if (lines.length > KEPT) lines.shift();
  },
};

export const recentLines = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line));
