import { describe, expect, it } from 'vitest';
import { explainInstall } from './install.mjs';

describe('explainInstall', () => {
  it.each([
    [127, '', 'npm was not found'],
    [1, 'npm error code ENOTFOUND', 'could not be downloaded'],
    [1, 'npm error code EAI_AGAIN', 'could not be downloaded'],
    [1, 'npm error code EUSAGE', 'does not fit its package.json'],
    [1, 'npm error code ENOSPC', 'disk is full'],
    [1, 'npm error code EACCES', 'could not be written'],
    [1, 'something new', 'npm says why above'],
  ])('exit code %i with "%s"', (code, output, sentence) => {
    expect(explainInstall({ code, output }, 'examples/')).toContain(sentence);
  });
});
