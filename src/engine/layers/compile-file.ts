/** One file of a package, or of what examples share, in the form that fits it. */
import { asText } from './text.ts';
import { compilePackageModule } from './compile-module.ts';
import { compileScript } from './compile-script.ts';
import type { CompiledFile } from './compiled-file.ts';
import { prunePackageJson } from './prune.ts';
import { isTypeScript, stripTypes, type FileRole } from './trace.ts';

export type PackageType = 'module' | 'commonjs' | undefined;

/** @param packageType `type` in the `package.json` that rules over the file. */
export function compileFile(
  path: string,
  bytes: Buffer,
  role: FileRole,
  packageType: PackageType,
): CompiledFile {
  const text = asText(bytes);
  if (text === undefined) return { kind: 'binary', bytes };
  if (role === 'resolution' && /(?:^|\/)package\.json$/.test(path)) {
    return { kind: 'text', text: prunePackageJson(text) };
  }
  if (role === 'data') return { kind: 'text', text };
  if (path.endsWith('.json')) return { kind: 'text', text: JSON.stringify(JSON.parse(text)) };
  const extension = /\.[^./]*$/.exec(path)?.[0];
  try {
    // WebContainers strip the types themselves, and rename what is imported.
    if (isTypeScript(path)) return { ...compilePackageModule(stripTypes(path, text)), plain: text };
    if (extension === '.mjs' || (extension === '.js' && packageType === 'module')) {
      return compilePackageModule(text);
    }
    if (extension === '.cjs' || extension === '.js') return compileScript(text);
  } catch (error) {
    // Node would fail on it too, or find by its syntax that it is an ES module in spite of its
    // package. As text it behaves as there.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: 'text', text };
}
