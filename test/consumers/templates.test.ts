import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTemplates } from './templates';

const folders: string[] = [];

function folderWith(templates: { [file: string]: unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  folders.push(folder);
  Object.entries(templates).forEach(([file, template]) => writeFileSync(join(folder, file), JSON.stringify(template, undefined, 1)));
  return folder;
}

const compare = (found: unknown, expected: unknown) =>
  compareTemplates(folderWith({ 'A.template.json': found }), folderWith({ 'A.template.json': expected }));

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

test('templates that are the same byte by byte differ in nothing', () => {
  expect(compare({ a: [1] }, { a: [1] })).toEqual([]);
});

test('a difference names the file, the place and both values', () => {
  expect(compare({ Resources: { Key: { Days: 7 } } }, { Resources: { Key: { Days: 30 } } })).toEqual(['A.template.json: /Resources/Key/Days: 7 instead of 30']);
});

test('the same values in another order are a difference', () => {
  expect(compare({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([expect.stringContaining('another order, from line 2 on')]);
});

test('a template that one language lacks is a difference', () => {
  expect(compareTemplates(folderWith({}), folderWith({ 'A.template.json': {} }))).toEqual(['A.template.json: made in one language only']);
});

test('nothing at all is not the same', () => {
  expect(compareTemplates(folderWith({}), folderWith({}))).toEqual([expect.stringContaining('has no template')]);
});
