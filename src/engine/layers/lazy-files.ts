/** The worker's side of lazy layers. */
import type { LazyText } from '../fs/file-content.ts';
import type { Layer } from './layer.ts';

/**
 * Files that the layer leaves to others. Asked for its text, each loads the layer that holds it; its
 * size is known before, since resolving a path asks for the state of the file.
 *
 * @param load Runs the script of the layer with this id, synchronously, and returns what it gave to
 *   `__nodeLayer`.
 */
export function lazyFiles(
  layer: Pick<Layer, 'lazy'>,
  load: (id: string) => Pick<Layer, 'texts'>,
): [path: string, file: LazyText][] {
  return Object.entries(layer.lazy ?? {}).flatMap(([id, sizes]) => {
    let loaded: Pick<Layer, 'texts'> | undefined;
    return Object.entries(sizes).map(([path, size]): [string, LazyText] => {
      const text = (): string => {
        loaded ??= load(id);
        return loaded.texts[path]!;
      };
      return [path, { text, size }];
    });
  });
}
