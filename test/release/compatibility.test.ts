import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCompatible, lastRelease } from '../../integ/release/compatibility';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'compatibility-')); });
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a package with an interface of each name. */
function packageWith(name: string, types: string[]): string {
  const root = join(folder, name);
  mkdirSync(root);
  const docs = { stability: 'experimental' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'library', version: '1.0.0', jsii: {} }));
  writeFileSync(join(root, '.jsii'), JSON.stringify({
    schema: 'jsii/0.10.0',
    name: 'library',
    version: '1.0.0',
    description: 'A library',
    license: 'Apache-2.0',
    homepage: 'https://example.com',
    author: { name: 'Author', roles: ['author'] },
    repository: { type: 'git', url: 'https://example.com' },
    fingerprint: '*',
    jsiiVersion: '6.0.0',
    types: Object.fromEntries(types.map((type) => [`library.${type}`, { assembly: 'library', fqn: `library.${type}`, kind: 'interface', name: type, datatype: true, docs }])),
  }));
  return root;
}

describe('comparison with the last release', () => {
  let before: string;
  let after: string;
  beforeAll(() => {
    before = packageWith('before', ['FirstProps']);
    after = packageWith('after', ['FirstProps', 'SecondProps']);
    jest.spyOn(console, 'log').mockImplementation();
  });
  afterAll(() => jest.restoreAllMocks());

  test('passes if nothing changed', async () => expect(await isCompatible(before, before)).toBe(true));
  test('passes for a new name', async () => expect(await isCompatible(before, after)).toBe(true));
  test('fails for a removed name, even if it was experimental', async () => expect(await isCompatible(after, before)).toBe(false));
  test('passes for a breaking change in .compatignore', async () => {
    const ignored = join(folder, '.compatignore');
    writeFileSync(ignored, 'removed:library.SecondProps\n');
    expect(await isCompatible(after, before, ignored)).toBe(true);
  });
});

describe('last release', () => {
  const responses: Record<string, [number, unknown]> = {
    'released': [200, { 'name': 'released', 'dist-tags': { latest: '1.2.3' }, 'versions': { '1.2.3': { name: 'released', version: '1.2.3' } } }],
    'reserved': [200, { 'name': 'reserved', 'dist-tags': { latest: '0.0.0-stub.0', stub: '0.0.0-stub.0' }, 'versions': { '0.0.0-stub.0': { name: 'reserved', version: '0.0.0-stub.0' } } }],
    'reserved-only': [200, { 'name': 'reserved-only', 'dist-tags': { stub: '0.0.0-stub.0' }, 'versions': { '0.0.0-stub.0': { name: 'reserved-only', version: '0.0.0-stub.0' } } }],
    'not-yet': [404, { error: 'Not found' }],
    'broken': [403, { error: 'Forbidden' }],
  };
  let registry: Server;
  const before = { ...process.env };
  beforeAll(async () => {
    registry = createServer(({ url }, response) => {
      const [status, body] = responses[url!.slice(1)];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    process.env.npm_config_registry = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    process.env.npm_config_cache = join(folder, 'cache');
  });
  afterAll(() => {
    process.env = before;
    registry.close();
  });

  test('is the newest version on npm', async () => expect(await lastRelease('released')).toBe('1.2.3'));
  test('is undefined before the first release', async () => expect(await lastRelease('not-yet')).toBeUndefined());
  test.each(['reserved', 'reserved-only'])('is undefined if npm has only the placeholder package, with or without the tag latest (%s)', async (name) => expect(await lastRelease(name)).toBeUndefined());
  test('is an error if npm returns another error', async () => expect(lastRelease('broken')).rejects.toThrow(/could not find the last release/));
});
