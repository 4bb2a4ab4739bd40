import { describe, expect, it, vi } from 'vitest';
import { run } from './project.mjs';

const program = (source: string) => run(process.execPath, ['-e', source]);

describe('run', () => {
  it('resolves with the exit code and all output', async () => {
    const { code, output } = await program(
      'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3;',
    );
    expect(code).toBe(3);
    expect(output).toContain('out');
    expect(output).toContain('err');
  });

  it('says when there is no such program, and leaves no timer', async () => {
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    const { code } = await run('no-such-program-here', [], { limit: 60_000 });
    expect(code).toBe(127);
    expect(clear).toHaveBeenCalled();
    clear.mockRestore();
  });

  it('ends a program at its time limit', async () => {
    const { code } = await run(process.execPath, ['-e', 'for (;;) {}'], { limit: 50 });
    expect(code).toBe(1);
  });
});
