// Options of Expressive Code, in a file of their own because plugins are functions, which the <Code>
// component cannot get from astro.config.mjs.
import { defineEcConfig } from '@astrojs/starlight/expressive-code';
import { labelledCode } from './src/journal/labelled-code.ts';

export default defineEcConfig({
  themes: ['github-dark-default', 'github-light-default'],
  useStarlightUiThemeColors: true,
  plugins: [labelledCode()],
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
