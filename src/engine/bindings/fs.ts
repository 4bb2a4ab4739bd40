/** The `fs` binding over the process's tree. */
import type { Binding } from '../core/node-data.ts';
import { copySync } from './fs/copy-sync.ts';
import { descriptorOperations } from './fs/descriptor-operations.ts';
import { FileHandle } from './fs/file-handle.ts';
import { legacyMainResolve } from './fs/legacy-main.ts';
import { pathOperations } from './fs/operations.ts';
import { rmSync } from './fs/remove-sync.ts';
import {
  FSReqCallback,
  operation,
  setUsePromises,
  validateDescriptor,
  type Operation,
} from './fs/request.ts';
import { statOperations } from './fs/stat-operations.ts';
import { StatWatcher } from './fs/stat-watcher.ts';
import * as wholeFile from './fs/whole-file.ts';

export function fs(stub: Binding): Binding {
  setUsePromises(stub.kUsePromises);
  const onDescriptors = Object.entries(descriptorOperations).map(([name, definition]) => [
    name,
    { ...definition, validate: validateDescriptor },
  ]);
  const operations: Record<string, Operation> = {
    ...pathOperations,
    ...(Object.fromEntries(onDescriptors) as Record<string, Operation>),
    ...statOperations({ numbers: stub.statValues, bigints: stub.bigintStatValues }),
  };
  for (const [name, definition] of Object.entries(operations)) stub[name] = operation(definition);
  return Object.assign(stub, wholeFile, copySync, {
    FSReqCallback,
    FileHandle,
    StatWatcher,
    legacyMainResolve,
    rmSync,
  });
}
