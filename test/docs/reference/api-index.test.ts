import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withIndex } from './api-index';
import { ROOT } from '../pages';
import { constructNames, publicNames } from '../public-names';

const api = readFileSync(join(ROOT, 'API.md'), 'utf8');
const index = api.slice(0, api.indexOf('\n## Constructs'));
const anchors = new Set([...api.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

describe('the index of API.md', () => {
  test('links to every construct and to anchors that exist', () => {
    const targets = [...index.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(targets).toEqual(expect.arrayContaining(constructNames(join(ROOT, 'src')).map((name) => `@org/secure-baseline.${name}`)));
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
  });

  test('lists every member that the package declares, and none that it inherits', () => {
    const own = publicNames(join(ROOT, 'src')).map(({ name }) => name).filter((name) => name.includes('.') && !/\.__/.test(name));
    expect(own.filter((name) => !new RegExp(`\\(#@org/secure-baseline\\.${name.replace('.', '\\.(property\\.)?')}\\)`).test(index))).toEqual([]);
    expect(index).not.toContain('[`node`]');
  });

  test('has a row with the members of each type', () => {
    const page = [
      '# API Reference <a name="API Reference" id="api-reference"></a>', '', '## Constructs <a name="Constructs" id="Constructs"></a>', '',
      '### House <a name="House" id="@a/b.House"></a>', '', '##### `scope` <a name="scope" id="@a/b.House.Initializer.parameter.scope"></a>',
      '##### `node` <a name="node" id="@a/b.House.property.node"></a>', '##### `door` <a name="door" id="@a/b.House.property.door"></a>', '',
    ].join('\n');
    expect(withIndex(page, ['House', 'House.door'])).toContain('\n| [`House`](#@a/b.House) | [`door`](#@a/b.House.property.door) |\n');
  });
});
