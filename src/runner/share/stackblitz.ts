/** Opens a project at StackBlitz, in a tab of its own: its files are posted there by a form. */
import sdk from '@stackblitz/sdk';
import type { ProjectFiles } from './project.ts';

/** @param openFile The file that is shown there first. */
export function openInStackBlitz(
  files: ProjectFiles,
  { title, openFile }: { title: string; openFile: string },
): void {
  // Its form carries text only. What an example has beside text, its README names as missing.
  const texts = Object.entries(files).filter(([, file]) => typeof file === 'string');
  sdk.openProject(
    { title, template: 'node', files: Object.fromEntries(texts) as Record<string, string> },
    { newWindow: true, openFile, startScript: 'start' },
  );
}
