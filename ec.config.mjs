// Options of Expressive Code, in a file of their own because plugins are functions, which the <Code>
// component cannot get from astro.config.mjs.
import { defineEcConfig } from '@astrojs/starlight/expressive-code';
import { labelledCode } from './src/journal/labelled-code.ts';
import { phrasingCode } from './src/journal/phrasing-code.ts';
import { tokenClasses } from './src/journal/token-classes.ts';

export default defineEcConfig({
  themes: ['github-dark-default', 'github-light-default'],
  useStarlightUiThemeColors: true,
  plugins: [labelledCode(), tokenClasses(), phrasingCode()],
  // Faster than Oniguruma; the tokens are the same.
  shiki: { engine: 'javascript' },
  // The colours are the journal's own, by class: it sees to their contrast.
  minSyntaxHighlightingColorContrast: 0,
  styleOverrides: {
    borderRadius: '0.4rem',
    codeFontSize: '0.86rem',
    frames: {
      editorActiveTabIndicatorTopColor: 'transparent',
      editorActiveTabIndicatorBottomColor: 'transparent',
      shadowColor: 'transparent',
    },
  },
});
