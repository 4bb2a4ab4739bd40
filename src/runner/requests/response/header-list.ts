/** Headers as a list that folds away: names and values, in wire order, as text. */
import type { HeaderList } from '../../../container/container.ts';
import { h } from '../../dom.ts';

export function headerList(label: string, headers: HeaderList): HTMLElement {
  const list = h('dl', { class: 'headers' });
  for (const [name, value] of headers) list.append(h('dt', {}, name), h('dd', {}, value));
  return h('details', {}, h('summary', {}, `${label} (${headers.length})`), list);
}
