/** The grammar of a file, loaded when a file that needs it is edited. */
import { LanguageSupport } from '@codemirror/language';
import { styleTags, tags } from '@lezer/highlight';

const script = async (): Promise<LanguageSupport> => {
  const { javascript, typescriptLanguage } = await import('@codemirror/lang-javascript');
  // The grammar knows more places apart than its tags do, and Shiki colours by them.
  const places = styleTags({
    'VariableDeclaration/VariableDefinition': tags.constant(tags.variableName),
    'MemberExpression/VariableName': tags.constant(tags.variableName),
    'MemberExpression/MemberExpression/PropertyName': tags.constant(tags.propertyName),
    'TypeAnnotation/:': tags.typeOperator,
  });
  const language = typescriptLanguage.configure({ props: [places] });
  return new LanguageSupport(language, javascript({ typescript: true }).support);
};

const loaders: Record<string, () => Promise<LanguageSupport>> = {
  script,
  json: async () => (await import('@codemirror/lang-json')).json(),
  html: async () => (await import('@codemirror/lang-html')).html(),
  css: async () => (await import('@codemirror/lang-css')).css(),
  markdown: async () => (await import('@codemirror/lang-markdown')).markdown(),
};

/** @returns The name of a file's grammar, `plain` for one that has none here. */
export function languageOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (/^[cm]?[jt]sx?$/.test(ending)) return 'script';
  if (/^(?:html?|eta)$/.test(ending)) return 'html';
  if (ending === 'md') return 'markdown';
  return Object.hasOwn(loaders, ending) ? ending : 'plain';
}

export async function loadLanguage(path: string): Promise<LanguageSupport | undefined> {
  return loaders[languageOf(path)]?.();
}
