/** A file in the forms that a layer carries. */
import type { ModuleRecord } from '../modules/module-record.ts';

export type CompiledFile =
  | {
      kind: 'script';
      /** A function expression: the CommonJS wrapper. */
      code: string;
      exportNames: string[];
      reexports: string[];
      /** The text for WebContainers, and for whoever else needs a file and not a function. */
      plain: string;
    }
  | {
      kind: 'module';
      /** A function expression: a `ModuleBody`. */
      code: string;
      record: ModuleRecord;
      /** Of the text that is mounted apart from the layer; the layer then does not stand for the file. */
      hash?: string;
      plain?: string;
    }
  | { kind: 'text'; text: string }
  | { kind: 'binary'; bytes: Uint8Array };
