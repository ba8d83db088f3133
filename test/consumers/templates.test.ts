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

test('accepts identical templates', () => {
  expect(compare({ a: [1] }, { a: [1] })).toEqual([]);
});

test('reports a difference with the file, the path and both values', () => {
  expect(compare({ Resources: { Key: { Days: 7 } } }, { Resources: { Key: { Days: 30 } } })).toEqual(['A.template.json: /Resources/Key/Days: expected 30, got 7']);
});

test('reports the same values in a different order', () => {
  expect(compare({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([expect.stringContaining('different order from line 2')]);
});

test('reports a template that only one language synthesizes', () => {
  expect(compareTemplates(folderWith({}), folderWith({ 'A.template.json': {} }))).toEqual(['A.template.json: synthesized in one language only']);
});

test('reports folders without templates', () => {
  expect(compareTemplates(folderWith({}), folderWith({}))).toEqual([expect.stringContaining('contains no templates')]);
});
