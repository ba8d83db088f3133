import { allSources, importsOf, sourceOf, type Source } from './sources';

describe('imports, including type-only imports,', () => {
  test('do not form cycles', () => {
    expect(cyclesOf(allSources())).toEqual([]);
  });

  test('are reported if they form a cycle', () => {
    const sources = [
      sourceOf('src/a.ts', "import { b } from './b';"),
      sourceOf('src/b.ts', "import type { C } from './c';"),
      sourceOf('src/c/index.ts', "export * from './d';"),
      sourceOf('src/c/d.ts', "import { b } from '../b';"),
      sourceOf('src/e.ts', "import { a } from './a'; import { b } from './b'; import 'aws-cdk-lib';"),
    ];
    expect(cyclesOf(sources)).toEqual(['src/b.ts > src/c/index.ts > src/c/d.ts > src/b.ts']);
  });
});

/** Returns each cycle as its files in the order of the imports. */
function cyclesOf(sources: Source[]): string[] {
  const paths = new Set(sources.map(({ path }) => path));
  const targets = new Map(sources.map((source) => [source.path, importsOf(source, (path) => paths.has(path)).flatMap(({ target }) => target ?? [])]));
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, importers: string[]): void => {
    const start = importers.indexOf(path);
    if (start >= 0) {
      cycles.push([...importers.slice(start), path].join(' > '));
    } else if (!done.has(path)) {
      targets.get(path)!.forEach((target) => visit(target, [...importers, path]));
      done.add(path);
    }
  };
  sources.forEach(({ path }) => visit(path, []));
  return cycles;
}
