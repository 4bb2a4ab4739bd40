/**
 * Regions in an example's files: `// #region name` … `// #endregion`, which editors fold too. A
 * write-up shows a region by name; the marker lines themselves are shown nowhere.
 */

/** A marker alone on its line, in the comment syntax of JavaScript, CSS, HTML, shell or SQL. */
const marker =
  /^[ \t]*(?:\/\/|\/\*|<!--|#|--)[ \t]*#(?<kind>region|endregion)\b[ \t]*(?<name>[\w-]*)[ \t]*(?:\*\/|-->)?[ \t]*$/;

interface Marker {
  kind: 'region' | 'endregion';
  name: string;
}

function markerOf(line: string): Marker | undefined {
  const groups = marker.exec(line)?.groups;
  return groups && { kind: groups['kind'] as Marker['kind'], name: groups['name'] ?? '' };
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** Lines without markers; a blank line that a marker leaves beside another blank line goes with it. */
function withoutMarkers(lines: string[]): string[] {
  const kept: string[] = [];
  let afterMarker = false;
  for (const line of lines) {
    if (markerOf(line)) {
      afterMarker = true;
      continue;
    }
    if (afterMarker && isBlank(line) && isBlank(kept.at(-1))) continue;
    afterMarker = false;
    kept.push(line);
  }
  return kept;
}

function trimBlankEnds(lines: string[]): string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first === -1 ? [] : lines.slice(first, last + 1);
}

function dedent(lines: string[]): string[] {
  const indents = lines.filter((line) => !isBlank(line)).map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent));
}

/** The text of a file as readers see and run it: without region markers, otherwise unchanged. */
export function stripRegionMarkers(text: string): string {
  const lines = text.split('\n');
  return lines.some(markerOf) ? withoutMarkers(lines).join('\n').replace(/^\n+/, '') : text;
}

/** The names of the regions that a file opens, in order. */
export const regionNames = (text: string): string[] =>
  text
    .split('\n')
    .map(markerOf)
    .filter((found) => found?.kind === 'region')
    .map((found) => found!.name);

/** A region that a file does not have, has twice, or does not close. */
export class RegionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegionError';
  }
}

/**
 * The lines of a named region, dedented, without the markers of regions nested in it.
 *
 * @throws RegionError that says what is wrong with the region and which regions there are.
 */
export function extractRegion(text: string, name: string): string {
  const lines = text.split('\n');
  const markers = lines.map(markerOf);
  const opens = markers.flatMap((found, at) =>
    found?.kind === 'region' && found.name === name ? [at] : [],
  );
  const [start] = opens;
  if (start === undefined) {
    const names = regionNames(text);
    const known = names.length === 0 ? 'It has no regions' : `Its regions: ${names.join(', ')}`;
    throw new RegionError(`there is no region "${name}". ${known}.`);
  }
  if (opens.length > 1) throw new RegionError(`region "${name}" is opened ${opens.length} times.`);

  let depth = 0;
  for (let at = start; at < lines.length; at++) {
    const found = markers[at];
    if (found?.kind === 'region') depth++;
    else if (found?.kind === 'endregion' && --depth === 0) {
      const inner = trimBlankEnds(withoutMarkers(lines.slice(start + 1, at)));
      if (inner.length === 0) throw new RegionError(`region "${name}" is empty.`);
      return dedent(inner).join('\n');
    }
  }
  throw new RegionError(`region "${name}" is not closed by #endregion.`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are UTF-8 without NUL characters, else `undefined`: then the file is binary. */
export function asText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
