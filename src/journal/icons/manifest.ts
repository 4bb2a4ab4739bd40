/** What a browser needs to keep the site on a home screen. https://www.w3.org/TR/appmanifest/ */
import { palettes } from '../styles/palette.ts';
import { site, sitePath } from '../site.ts';
import { manifestIcons } from './icon-files.ts';

export function manifest() {
  const { light } = palettes();
  return {
    id: site.base,
    name: site.title,
    short_name: '100 Days',
    description: site.description,
    lang: 'en',
    start_url: site.base,
    scope: site.base,
    // Pages are read one after another: going back must be possible where the system has no key for it.
    display: 'minimal-ui',
    background_color: light.black,
    theme_color: light.black,
    icons: manifestIcons.map(({ name, size, isMaskable }) => ({
      src: sitePath(`icons/${name}.png`),
      sizes: `${size}x${size}`,
      type: 'image/png',
      ...(isMaskable && { purpose: 'maskable' }),
    })),
  };
}
