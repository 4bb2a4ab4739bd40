/**
 * TypeScript to the JavaScript that Node 20 runs. WebContainers run Node 20 or 22, neither of which
 * strips types on its own, so a `.ts` file never reaches `node` there.
 *
 * Lines stay where they are, so a stack trace points at the right line of the `.ts` file.
 */
import type { AnyNode } from 'acorn';

const scriptExtension = /\.([mc]?)ts$/;

/** Whether types are stripped from a path's file. Declarations and installed packages are left alone. */
export const isTypeScript = (path: string): boolean =>
  scriptExtension.test(path) && !/\.d\.[mc]?ts$/.test(path) && !/(^|\/)node_modules\//.test(path);

/** `app.ts` → `app.js`, `worker.mts` → `worker.mjs`, `old.cts` → `old.cjs`. */
export const scriptPath = (path: string): string => path.replace(scriptExtension, '.$1js');

/** A syntax error as Node prints one: file, line, caret, message. */
const failingScript = (
  path: string,
  source: string,
  problem: { message: string; line: number; column: number },
): string => {
  const line = source.split('\n')[problem.line - 1] ?? '';
  const caret = ' '.repeat(Math.max(0, problem.column)) + '^';
  const stack = `${path}:${problem.line}\n${line}\n${caret}\n\nSyntaxError: ${problem.message}`;
  const error = `Object.assign(new SyntaxError(${JSON.stringify(problem.message)}), { stack: ${JSON.stringify(stack)} })`;
  return `throw ${error};\n`;
};

interface Positioned {
  message: string;
  loc?: { line: number; column: number };
}

/** Both parsers end their message with the position, and sucrase starts it with the file. */
const plainMessage = (message: string, path: string): string =>
  message.replace(`Error transforming ${path}: `, '').replace(/ \(\d+:\d+\)$/, '');

const isRelativeTypeScript = (value: unknown): value is string =>
  typeof value === 'string' && /^\.{0,2}\//.test(value) && isTypeScript(value);

/** The string literals of a module that name another of its files: imports, `require`, `new URL`. */
const moduleReferences = (program: AnyNode): { start: number; end: number; value: string }[] => {
  const found: { start: number; end: number; value: string }[] = [];
  const note = (node: AnyNode | null | undefined) => {
    if (node?.type === 'Literal' && isRelativeTypeScript(node.value)) {
      found.push({ start: node.start, end: node.end, value: node.value });
    }
  };
  const visit = (node: AnyNode): void => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
        note(node.source);
        break;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          note(node.arguments[0]);
        }
        break;
      case 'NewExpression':
        // `new Worker(new URL('./worker.ts', import.meta.url))`
        if (node.callee.type === 'Identifier' && node.callee.name === 'URL') {
          note(node.arguments[0]);
        }
        break;
    }
    for (const child of Object.values(node) as unknown[]) {
      for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) {
        if (item && typeof item === 'object' && 'type' in item) visit(item as AnyNode);
      }
    }
  };
  visit(program);
  return found;
};

/**
 * The JavaScript of a TypeScript file, with relative references to other `.ts` files renamed.
 * Source that does not parse gives a script that throws the syntax error with its place, so that a
 * reader meets it where Node would show it: when the file is run.
 *
 * @param path Shown in a syntax error.
 */
export const stripTypes = async (path: string, source: string): Promise<string> => {
  const [{ transform }, { parse }] = await Promise.all([import('sucrase'), import('acorn')]);
  try {
    const { code } = transform(source, {
      transforms: ['typescript'],
      filePath: path,
      disableESTransforms: true,
      // As Node's own stripping does: only `import type` disappears.
      keepUnusedImports: true,
      production: true,
    });
    const program = parse(code, {
      ecmaVersion: 'latest',
      sourceType: path.endsWith('.cts') ? 'script' : 'module',
      allowHashBang: true,
      allowReturnOutsideFunction: true,
    });
    let script = '';
    let copied = 0;
    for (const { start, end, value } of moduleReferences(program).sort(
      (a, b) => a.start - b.start,
    )) {
      script += code.slice(copied, start) + JSON.stringify(scriptPath(value));
      copied = end;
    }
    return script + code.slice(copied);
  } catch (error) {
    const { message, loc } = error as Positioned;
    return failingScript(path, source, {
      message: plainMessage(message, path),
      line: loc?.line ?? 1,
      column: loc?.column ?? 0,
    });
  }
};
