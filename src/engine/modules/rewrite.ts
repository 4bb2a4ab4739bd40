/**
 * Rewrites code that a classic worker script cannot hold: static imports and exports, `import.meta`,
 * `import()`, and `await`, after which the engine restores the async context (no engine lets a
 * program hook native `await`; see `core/async-context.ts`).
 */
import type { AnyNode, ImportAttribute, Literal, Program } from 'acorn';
import { Edits } from './edits.ts';
import { parse } from './parse.ts';
import { hiddenGlobals, NAMESPACE, type ModuleRecord } from './module-record.ts';
import { children, declaredNames, isFunction, patternNames } from './scopes.ts';

const { captureFrame, awaited, restoreFrame, importFromScript } = hiddenGlobals;

/** Whether a script (CommonJS) holds anything to rewrite; cheap, may say yes too often. */
export const needsScriptRewrite = (source: string): boolean =>
  /\bawait\b/.test(source) || /\bimport\s*\(/.test(source);

/**
 * @returns The text of a function expression (a `ModuleBody`) and the record to link it by.
 * @throws SyntaxError from acorn, with `pos` and `loc`.
 */
export function rewriteModule(source: string): { code: string; record: ModuleRecord } {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
  });
  const edits = new Edits(source);
  const record: ModuleRecord = {
    requests: [],
    imports: [],
    locals: [],
    indirect: [],
    stars: [],
    hasTopLevelAwait: false,
  };
  if (source.startsWith('#!')) edits.insert(0, '//');
  const links = new Links(record);
  const prelude: string[] = [];
  /** Expression that an exported name's getter returns, by exported name. */
  const getters = new Map<string, string>();
  for (const statement of program.body) {
    // Requests are numbered in source order: dependencies are evaluated in it.
    if (statement.type === 'ImportDeclaration') links.addImport(statement);
    else if (
      statement.type !== 'ExportAllDeclaration' &&
      statement.type !== 'ExportNamedDeclaration'
    )
      continue;
    else if (statement.source) links.request(statement.source, statement.attributes);
  }
  // Expressions first: where edits meet, those of the inner node close before the outer ones.
  rewriteExpressions(program, edits, {
    imported: links.locals,
    dynamicImport: '__import',
    onTopLevelAwait: () => {
      record.hasTopLevelAwait = true;
    },
  });
  for (const statement of program.body) {
    rewriteTopLevel(statement, { edits, links, record, getters, prelude });
  }
  record.locals = [...getters.keys()];
  const parameters = [
    '__meta',
    '__import',
    '__provide',
    ...record.requests.map((_, index) => `__i${index}`),
  ];
  const exported = [...getters].map(([name, value]) => `${JSON.stringify(name)}:()=>${value}`);
  const head = record.hasTopLevelAwait ? 'async function*' : 'function*';
  const code =
    `(${head}(${parameters.join()}){"use strict";${prelude.join('')}` +
    `__provide({${['__proto__:null', ...exported].join()}});yield;${edits.toString()}\n})`;
  return { code, record };
}

/**
 * Rewrites `import()` and `await` in a CommonJS module or script; line and column starts are kept.
 *
 * @param dynamicImport The function that `import()` becomes.
 */
export function rewriteScript(
  source: string,
  dynamicImport = `${importFromScript}.bind(null,__filename)`,
): string {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: false,
    allowSuperOutsideMethod: true,
    allowImportExportEverywhere: false,
  });
  const edits = new Edits(source);
  rewriteExpressions(program, edits, {
    imported: new Map(),
    dynamicImport,
    onTopLevelAwait: () => {},
  });
  return edits.toString();
}

/** The requests of a module and what its imported names stand for. */
class Links {
  /** Local name → expression that reads the live binding. */
  readonly locals = new Map<string, string>();
  /** Local name → where it comes from, so that re-exporting it links straight through. */
  readonly origins = new Map<string, { request: number; name: string }>();
  readonly #record: ModuleRecord;

  constructor(record: ModuleRecord) {
    this.#record = record;
  }

  request(source: Literal, attributes: readonly ImportAttribute[] = []): number {
    const specifier = String(source.value);
    const pairs = attributes.map(({ key, value }): [string, string] => [
      key.type === 'Identifier' ? key.name : String(key.value),
      String(value.value),
    ]);
    const wanted = JSON.stringify({ specifier, attributes: pairs });
    const { requests } = this.#record;
    const known = requests.findIndex((request) => JSON.stringify(request) === wanted);
    return known >= 0 ? known : requests.push({ specifier, attributes: pairs }) - 1;
  }

  addImport(statement: AnyNode & { type: 'ImportDeclaration' }): void {
    const request = this.request(statement.source, statement.attributes);
    for (const specifier of statement.specifiers) {
      const name =
        specifier.type === 'ImportNamespaceSpecifier'
          ? '*'
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : exportName(specifier.imported);
      const { name: local } = specifier.local;
      this.origins.set(local, { request, name });
      this.locals.set(local, `__i${request}${member(name === '*' ? NAMESPACE : name)}`);
      if (name !== '*') this.#record.imports.push([request, name]);
    }
  }
}

const member = (name: string): string =>
  /^[\w$]+$/.test(name) && !/^\d/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
const exportName = (node: { type: string; name?: string; value?: unknown }): string =>
  node.type === 'Identifier' ? node.name! : String(node.value);

interface TopLevel {
  edits: Edits;
  links: Links;
  record: ModuleRecord;
  getters: Map<string, string>;
  prelude: string[];
}

const DEFAULT_BINDING = '__default';

function rewriteTopLevel(statement: Program['body'][number], context: TopLevel): void {
  const { edits, links, record, getters, prelude } = context;
  switch (statement.type) {
    case 'ImportDeclaration':
      edits.remove(statement.start, statement.end);
      break;
    case 'ExportAllDeclaration': {
      const request = links.request(statement.source, statement.attributes);
      if (statement.exported) {
        record.indirect.push([exportName(statement.exported), request, '*']);
      } else {
        record.stars.push(request);
      }
      edits.remove(statement.start, statement.end);
      break;
    }
    case 'ExportNamedDeclaration': {
      const { declaration, source, specifiers } = statement;
      if (declaration) {
        edits.remove(statement.start, declaration.start);
        const names =
          declaration.type === 'VariableDeclaration'
            ? declaration.declarations.flatMap((declarator) => patternNames(declarator.id))
            : [declaration.id.name];
        for (const name of names) getters.set(name, name);
        break;
      }
      const request = source ? links.request(source, statement.attributes) : -1;
      for (const specifier of specifiers) {
        const exported = exportName(specifier.exported);
        const local = exportName(specifier.local);
        const origin = source ? { request, name: local } : links.origins.get(local);
        if (!origin) getters.set(exported, local);
        else {
          record.indirect.push([exported, origin.request, origin.name]);
          if (source) record.imports.push([request, local]);
        }
      }
      edits.remove(statement.start, statement.end);
      break;
    }
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      const isDeclaration =
        declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
      if (isDeclaration && declaration.id) {
        edits.remove(statement.start, declaration.start);
        getters.set('default', declaration.id.name);
        break;
      }
      getters.set('default', DEFAULT_BINDING);
      if (declaration.type === 'FunctionDeclaration') {
        // Stays a declaration, for it is hoisted: an importer in a cycle may call it early.
        edits.remove(statement.start, declaration.start);
        const head = /^(?:async\s+)?function\s*\*?/;
        const text = head.exec(context.edits.sourceFrom(declaration.start))![0];
        edits.insert(declaration.start + text.length, ` ${DEFAULT_BINDING}`);
        prelude.push(
          `Object.defineProperty(${DEFAULT_BINDING},"name",{value:"default",configurable:true});`,
        );
        break;
      }
      // A property named `default` names an anonymous function or class as the specification does.
      edits.replace(statement.start, declaration.start, `const ${DEFAULT_BINDING}=({default:(`);
      edits.insert(declaration.end, ')}).default;');
      break;
    }
  }
}

interface Rewriting {
  imported: Map<string, string>;
  dynamicImport: string;
  onTopLevelAwait(): void;
}

function rewriteExpressions(program: Program, edits: Edits, rewriting: Rewriting): void {
  const { imported, dynamicImport, onTopLevelAwait } = rewriting;
  const shadowed = new Map<string, number>();
  const shadow = (names: Set<string>, by: number): void => {
    for (const name of names) {
      if (imported.has(name)) shadowed.set(name, (shadowed.get(name) ?? 0) + by);
    }
  };
  const readOf = (name: string): string | undefined =>
    shadowed.get(name) ? undefined : imported.get(name);

  /** Where a statement of a list begins: a parenthesis there could continue the line before. */
  const listedStatements = new Set<number>();
  const visit = (node: AnyNode, insideFunction: AnyNode | undefined): void => {
    const list =
      node.type === 'BlockStatement' || node.type === 'StaticBlock'
        ? node.body
        : node.type === 'SwitchCase'
          ? node.consequent
          : [];
    for (const statement of list) listedStatements.add(statement.start);
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        if (node.declaration) visit(node.declaration, insideFunction);
        return;
      case 'Identifier': {
        const read = readOf(node.name);
        if (read) edits.replace(node.start, node.end, read);
        return;
      }
      case 'CallExpression':
      case 'TaggedTemplateExpression': {
        const callee = node.type === 'CallExpression' ? node.callee : node.tag;
        if (callee.type === 'Identifier' && readOf(callee.name)) {
          // `this` of an imported function is undefined, not the namespace.
          const separator = listedStatements.has(callee.start) ? ';' : '';
          edits.replace(callee.start, callee.end, `${separator}(0,${readOf(callee.name)})`);
          if (node.type === 'CallExpression') {
            for (const argument of node.arguments) visit(argument, insideFunction);
          } else visit(node.quasi, insideFunction);
          return;
        }
        break;
      }
      case 'MemberExpression':
        visit(node.object, insideFunction);
        if (node.computed) visit(node.property, insideFunction);
        return;
      case 'Property':
        if (node.shorthand && node.value.type === 'Identifier') {
          const read = readOf(node.value.name);
          if (read) edits.insert(node.value.end, `:${read}`);
          return;
        }
        if (node.computed) visit(node.key, insideFunction);
        visit(node.value, insideFunction);
        return;
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) visit(node.key, insideFunction);
        if (node.value) visit(node.value, insideFunction);
        return;
      case 'LabeledStatement':
        visit(node.body, insideFunction);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'MetaProperty':
        if (node.meta.name === 'import') edits.replace(node.start, node.end, '__meta()');
        return;
      case 'ImportExpression':
        edits.replace(node.start, node.start + 'import'.length, dynamicImport);
        break;
      case 'AwaitExpression':
        if (!insideFunction) onTopLevelAwait();
        // The operand comes first: what it does to the context before it returns is kept, as in V8.
        edits.replace(node.start, node.start + 'await'.length, `${restoreFrame}(${captureFrame}(`);
        for (const child of children(node)) visit(child, insideFunction);
        edits.insert(node.end, `),await ${awaited}())`);
        return;
      case 'ForOfStatement':
        if (node.await && !insideFunction) onTopLevelAwait();
        break;
      case 'VariableDeclaration':
        if (node.kind === 'await using' && !insideFunction) onTopLevelAwait();
        break;
    }
    const names = imported.size > 0 ? declaredNames(node) : undefined;
    if (names) shadow(names, 1);
    const inner = isFunction(node) ? node : insideFunction;
    for (const child of children(node)) visit(child, inner);
    if (names) shadow(names, -1);
  };
  for (const statement of program.body) listedStatements.add(statement.start);
  for (const statement of program.body) visit(statement as AnyNode, undefined);
}
