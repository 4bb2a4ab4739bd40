/** The worker's side of lazy layers. */
import type { Layer } from './layer.ts';

/**
 * Files that the layer leaves to others, each with a function that returns its text and loads the
 * layer that holds it at the first call.
 *
 * @param load Runs the script of the layer with this id, synchronously, and returns what it gave to
 *   `__nodeLayer`.
 */
export function lazyFiles(
  layer: Pick<Layer, 'lazy'>,
  load: (id: string) => Pick<Layer, 'texts'>,
): [path: string, text: () => string][] {
  return Object.entries(layer.lazy ?? {}).flatMap(([id, paths]) => {
    let loaded: Pick<Layer, 'texts'> | undefined;
    return paths.map((path): [string, () => string] => [
      path,
      () => {
        loaded ??= load(id);
        return loaded.texts[path]!;
      },
    ]);
  });
}
