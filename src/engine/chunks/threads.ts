/** What further threads of a process need of each other. */
export { invalidExecArgv, invalidNodeOptions } from '../threads/exec-argv.ts';
export { ProcessMemory } from '../threads/process-memory.ts';
export { SharedEnvironment } from '../threads/shared-environment.ts';
