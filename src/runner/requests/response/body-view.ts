/** A body that has come to its end, as what it is. Text, never markup; images from their bytes. */
import type { HeaderList } from '../../../container/container.ts';
import { h } from '../../dom.ts';
import { formatBytes } from '../../quantities.ts';
import { copyButtons } from '../copy/clipboard.ts';
import { bodyKind, clip, decoderFor, downloadName, headerValue, shownLimit } from './body.ts';
import { outlineJson } from './json-outline.ts';
import { jsonView } from './json-view.ts';

export interface Body {
  headers: HeaderList;
  bytes: Uint8Array<ArrayBuffer>;
  /** Bytes that came, which may be more than were kept. */
  size: number;
  /** A better reading than the plain text, such as the list of events of a stream. */
  reading?: HTMLElement | undefined;
}

/** What a body looks like, and the memory that this took. */
export interface BodyView {
  elements: HTMLElement[];
  urls: string[];
}

export const bodyText = (text = ''): HTMLElement => {
  const pre = h('pre', { class: 'body-text', tabindex: 0, 'aria-label': 'Response body' });
  pre.textContent = text;
  return pre;
};

const quiet = (text: string): HTMLElement => h('p', { class: 'quiet' }, text);

/** @param text Decoded, for Copy; `undefined` when there is nothing to copy. */
function tools(text: string, raw: (() => boolean) | undefined): HTMLElement {
  const bar = h('div', { class: 'body-tools' });
  if (raw) {
    const button = h('button', { type: 'button', class: 'small', 'aria-pressed': 'false' }, 'Raw');
    button.addEventListener('click', () => button.setAttribute('aria-pressed', String(raw())));
    bar.append(button);
  }
  bar.append(copyButtons([{ label: 'Copy body', text: () => text }]));
  return bar;
}

export function bodyView({ headers, bytes, size, reading }: Body): BodyView {
  const type = headerValue(headers, 'content-type');
  const urls: string[] = [];
  const url = (mimeType: string): string => {
    const made = URL.createObjectURL(new Blob([bytes], { type: mimeType }));
    urls.push(made);
    return made;
  };
  const download = (): HTMLElement => {
    const name = downloadName(headers);
    // Opened instead of saved, a blob of type text/html would run on this origin.
    const link = { href: url('application/octet-stream'), download: name };
    return h('p', {}, h('a', link, `Download ${name}`));
  };

  const kind = bodyKind(type, bytes);
  switch (kind) {
    case 'empty':
      return { elements: [quiet('No body')], urls };
    case 'image': {
      const alt = `Response body, ${type ?? 'image'}`;
      const image = h('img', { class: 'body-image', src: url(type ?? ''), alt });
      return { elements: [image, download()], urls };
    }
    case 'binary': {
      const what = `Binary, ${type || 'of no type'}, ${formatBytes(size)}`;
      return { elements: [quiet(what), download()], urls };
    }
  }
  const text = decoderFor(type).decode(bytes);
  const { text: start, clipped } = clip(text);
  const plain = bodyText(start);
  const outline = kind === 'json' ? outlineJson(text) : undefined;
  const pretty = reading ?? (outline && jsonView(text, outline));
  const shown = h('div', {}, pretty ?? plain);
  const limit = `Only the first ${shownLimit.toLocaleString('en')} characters are shown.`;
  const rest = h('div', { hidden: !clipped || pretty !== undefined }, quiet(limit));
  const swap = () => {
    const raw = !plain.isConnected;
    shown.replaceChildren(raw ? plain : (pretty ?? plain));
    rest.hidden = !clipped || !raw;
    return raw;
  };
  const attached = headers.some(
    ([name, value]) =>
      name.toLowerCase() === 'content-disposition' && /^\s*attachment/i.test(value),
  );
  return {
    elements: [
      ...(kind === 'json' && !outline ? [quiet('The type says JSON; the text is none.')] : []),
      tools(text, pretty && swap),
      shown,
      rest,
      ...(clipped || attached ? [download()] : []),
    ],
    urls,
  };
}
