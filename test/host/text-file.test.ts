/** Text files are read only if they are UTF-8, and written whole or not at all. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileProblem, readText, writeText } from '../../src/host/text-file';

const folder = () => mkdtempSync(join(tmpdir(), 'tracelayer-'));

describe('a file that is written', () => {
  test('keeps its mode and is a new file, so that no reader sees half of it', () => {
    const path = join(folder(), 'a.yaml');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    const before = statSync(path).ino;
    writeText(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(path).ino).not.toBe(before);
  });

  test('is created where there is none', () => {
    const path = join(folder(), 'a.yaml');
    writeText(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test.each(['there.yaml', 'missing.yaml'])('is the one that symbolic links lead to: %s', (name) => {
    const place = folder();
    mkdirSync(join(place, 'deep'));
    writeFileSync(join(place, 'deep', 'there.yaml'), 'old');
    symlinkSync(join('deep', name), join(place, 'inner.yaml'));
    symlinkSync('inner.yaml', join(place, 'outer.yaml'));
    writeText(join(place, 'outer.yaml'), 'new');
    expect(readFileSync(join(place, 'deep', name), 'utf8')).toBe('new');
    expect(lstatSync(join(place, 'outer.yaml')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(place, 'inner.yaml')).isSymbolicLink()).toBe(true);
  });

  test('leaves nothing behind where it cannot be written', () => {
    const place = folder();
    mkdirSync(join(place, 'a.yaml'));
    expect(() => writeText(join(place, 'a.yaml'), 'new')).toThrow(FileProblem);
    expect(() => writeText(join(place, 'no', 'a.yaml'), 'new')).toThrow('does not exist');
    symlinkSync('loop.yaml', join(place, 'loop.yaml'));
    expect(() => writeText(join(place, 'loop.yaml'), 'new')).toThrow('leads to itself');
    expect(readdirSync(place).sort()).toEqual(['a.yaml', 'loop.yaml']);
  });

  test('stays whole and alone where the rename fails', () => {
    const place = folder();
    const path = join(place, 'a.yaml');
    writeFileSync(path, 'old');
    const fs = require('node:fs');
    const rename = jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('no'), { code: 'ENOSPC' });
    });
    expect(() => writeText(path, 'new')).toThrow('no space left');
    rename.mockRestore();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(place)).toEqual(['a.yaml']);
  });

  test('may be a device, which is written to and not replaced', () => {
    writeText('/dev/null', 'new');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('a file that is read', () => {
  test.each([
    ['an accent in Latin-1', Buffer.from([0x61, 0xe9])],
    ['UTF-16', Buffer.from('\ufeffa: 1', 'utf16le')],
    ['half a character', Buffer.from([0xe2, 0x82])],
  ])('is refused where it is not UTF-8: %s', (_title, bytes) => {
    const path = join(folder(), 'a.yaml');
    writeFileSync(path, bytes);
    expect(() => readText(path)).toThrow('not UTF-8');
  });

  test('keeps its byte order mark', () => {
    const path = join(folder(), 'a.yaml');
    writeFileSync(path, '\ufeffé: 1');
    expect(readText(path)).toBe('\ufeffé: 1');
  });

  test('is refused in a sentence where it is a folder or missing', () => {
    expect(() => readText(folder())).toThrow('This is a folder, not a file.');
    expect(() => readText(join(folder(), 'x'))).toThrow('The file or its folder does not exist.');
  });
});
