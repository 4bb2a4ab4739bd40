/** The licences of the packages that layers hold, for the site to publish beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const rule = '='.repeat(80);

interface PackageFacts {
  name: string;
  version: string;
  license?: string | { type?: string };
}

/** @param packages Folders of packages relative to `folder`, sorted. */
export function collectLicences(folder: string, packages: readonly string[]): string {
  const sections = packages.map((path) => {
    const facts = JSON.parse(
      readFileSync(join(folder, path, 'package.json'), 'utf8'),
    ) as PackageFacts;
    const texts = readdirSync(join(folder, path))
      .filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, path, name), 'utf8').trim());
    if (texts.length === 0) texts.push(declaredLicence(path, facts));
    return `${rule}\n${facts.name} ${facts.version}\n${rule}\n\n${texts.join('\n\n')}\n`;
  });
  return `The scripts in this folder contain the packages named below, minified.\n\n${sections.join('\n')}`;
}

function declaredLicence(path: string, { license }: PackageFacts): string {
  const declared = typeof license === 'object' ? license.type : license;
  if (!declared) throw new Error(`${path} names no licence; find its terms before it is shipped`);
  return `The package ships no licence text; its package.json says: ${declared}`;
}
