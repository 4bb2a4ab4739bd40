import { describe, expect, it } from 'vitest';
import { addCommands } from '../programs.ts';
import { changeMode } from './attributes.ts';
import { makeDirectories } from './directories.ts';
import { findExecutable } from './executables.ts';
import { FileTree } from './file-tree.ts';
import { writeFile } from './files.ts';
import { symlink } from './links.ts';
import { resolve } from './walk.ts';

const PATH = '/home/p/node_modules/.bin:/usr/local/bin:/bin';

function tree(): FileTree {
  const made = new FileTree();
  addCommands(made);
  makeDirectories(made, '/home/p/node_modules/.bin');
  const script = (path: string, text: string, mode = 0o755): void => {
    writeFile(made, path, text);
    changeMode(made, resolve(made, path), mode);
  };
  script('/home/p/tool.js', '#!/usr/bin/env node\n');
  script('/home/p/flagged.js', '#!/usr/bin/env -S node --no-warnings\n');
  script('/home/p/direct.js', '#!/usr/local/bin/node -r x\r\n');
  script('/home/p/plain.js', '#!/usr/bin/env node\n', 0o644);
  script('/home/p/lost.js', '#!/usr/bin/env no-such-thing\n');
  symlink(made, '../../tool.js', '/home/p/node_modules/.bin/tool');
  return made;
}

describe('findExecutable', () => {
  const made = tree();
  const node = (...args: string[]) => ({ program: 'node', args });
  it.each([
    ['node', node()],
    ['/usr/local/bin/node', node()],
    ['./tool.js', node('/home/p/./tool.js')],
    ['tool', node('/home/p/node_modules/.bin/tool')],
    ['./flagged.js', node('--no-warnings', '/home/p/./flagged.js')],
    ['./direct.js', node('-r x', '/home/p/./direct.js')],
    ['./plain.js', 'EACCES'],
    ['./lost.js', 'ENOENT'],
    ['./none', 'ENOENT'],
    ['none', 'ENOENT'],
    ['/home', 'EACCES'],
    ['', 'ENOENT'],
  ])('%s', (command, expected) => {
    expect(findExecutable(made, command, PATH, '/home/p')).toEqual(expected);
  });
});
