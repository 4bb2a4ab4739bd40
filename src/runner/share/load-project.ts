/** Fetches what a project of its own needs beside the example; nothing of it is loaded before. */
import type { DayProject, SourceFiles } from './project.ts';

async function fetchJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: signal ?? null });
  if (!response.ok) throw new Error(`The server answered ${response.status} for ${response.url}.`);
  return (await response.json()) as T;
}

/**
 * @param url Of the day's project as JSON.
 * @throws Error in words for the reader, or the signal's reason.
 */
export async function loadProject(
  url: string,
  signal?: AbortSignal,
): Promise<{ project: DayProject; sources: SourceFiles }> {
  const project = await fetchJson<DayProject>(url, signal);
  const parts = project.sources.map((source) => fetchJson<SourceFiles>(source, signal));
  return { project, sources: Object.assign({}, ...(await Promise.all(parts))) as SourceFiles };
}
