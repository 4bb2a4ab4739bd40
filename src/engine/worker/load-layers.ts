/** Loads layer scripts and mounts their files. */
import { browser } from '../core/browser.ts';
import { mountLazy } from '../fs/layers.ts';
import { fileTree } from '../fs/process-tree.ts';
import { LAYER_CALLBACK, type Layer } from '../layers/layer.ts';
import { addLayer } from '../modules/precompiled.ts';

/** @param workdir What the layers' paths are relative to. */
export function loadLayers(urls: string[], workdir: string): void {
  if (urls.length === 0) return;
  const scope = browser.global as unknown as Record<string, ((layer: Layer) => void) | undefined>;
  scope[LAYER_CALLBACK] = (layer) => {
    mountLazy(fileTree, '/', new Map(addLayer(layer, workdir)));
  };
  try {
    browser.importScripts(...urls);
  } finally {
    delete scope[LAYER_CALLBACK];
  }
}
