/** Project files as a zip. */
import { strToU8, zipSync } from 'fflate';
import type { ProjectFiles } from './project.ts';

/**
 * In one go, some tens of milliseconds for the largest project: the library's workers are scripts from
 * blobs, which the site's policy forbids.
 *
 * @param folder All files are in it, so that unpacking scatters nothing.
 */
export function zipProject(files: ProjectFiles, folder: string): Uint8Array<ArrayBuffer> {
  const contents = Object.entries(files).map(([path, file]) => [
    `${folder}/${path}`,
    typeof file === 'string' ? strToU8(file) : file,
  ]);
  return zipSync(
    Object.fromEntries(contents) as Record<string, Uint8Array>,
  ) as Uint8Array<ArrayBuffer>;
}
