import { basename } from 'node:path';
import { allSources, importsOf, sourceOf, type Import, type Source } from './sources';

/** Every folder of `src` is a pillar, except `baseline`, which combines the pillars, and `common`, which they share. */
const PILLARS: readonly string[] = [...new Set(allSources().map(({ path }) => path.split('/')).filter((parts) => parts.length > 2).map(([, folder]) => folder))]
  .filter((folder) => folder !== 'baseline' && folder !== 'common');
const MAX_LINES = 300;

test('no file is longer than 300 lines', () => {
  expect(allSources().filter(({ text }) => text.trimEnd().split('\n').length > MAX_LINES).map(({ path }) => path)).toEqual([]);
});

describe('imports', () => {
  test('do not cross the boundaries between Lambda code, synthesis code and the pillars', () => {
    expect(allSources().flatMap((source) => problemsOf(source))).toEqual([]);
  });

  test.each([
    ['src/audit/runtime/it.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['src/audit/runtime/it.ts', "import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';"],
    ['src/audit/it.lambda.ts', "import type { Construct } from 'constructs';"],
    ['src/audit/it.lambda.ts', "import { it } from './synthesis';"],
    ['src/audit/synthesis.ts', "import { it } from './runtime/it';"],
    ['src/audit/synthesis.ts', "import type { S3 } from '@aws-sdk/client-s3';"],
    ['src/audit/resource-properties.ts', "import type { S3 } from '@aws-sdk/client-s3';"],
    ['src/audit/resource-properties.ts', "import type { Stack } from 'aws-cdk-lib';"],
    ['src/audit/resource-properties.ts', "import { it } from './synthesis';"],
    ['src/audit/synthesis.ts', "import type { It } from '../network/it';"],
    ['src/audit/synthesis.ts', "import { It } from '../baseline/it';"],
    ['src/common/cdk/synthesis.ts', "import { It } from '../../network/it';"],
  ])('%s must not contain %s', (path, text) => {
    expect(problemsOf(sourceOf(path, text), () => true)).toHaveLength(1);
  });

  test.each([
    ['src/audit/runtime/it.ts', "import { S3 } from '@aws-sdk/client-s3'; import { other } from '../resource-properties'; import '../../common/functions/runtime/it';"],
    ['src/audit/it.lambda.ts', "import { it } from './runtime/it';"],
    ['src/audit/synthesis.ts', "import { Stack } from 'aws-cdk-lib'; import type { It } from './resource-properties'; import '../common/cdk/it';"],
    ['src/baseline/synthesis.ts', "import { Network } from '../network'; import { Trail } from '../audit';"],
    ['src/index.ts', "export * from './network'; export * from './baseline';"],
  ])('%s can contain %s', (path, text) => {
    expect(problemsOf(sourceOf(path, text), () => true)).toEqual([]);
  });
});

/** The names of files that Lambda code and synthesis code use: the properties of custom resources, and the environment of functions. */
const SHARED = ['resource-properties.ts', 'function-environment.ts', 'account-settings.ts', 'finding-source.ts', 'custom-notification.ts', 'console-domains.ts'];

type Layer = 'runtime' | 'shared' | 'synthesis';

/** The modules and the layers that a layer must not import. */
const FORBIDDEN: { readonly [layer in Layer]: { readonly modules: RegExp; readonly layers: readonly Layer[] } } = {
  runtime: { modules: /^(aws-cdk-lib|constructs)(\/|$)/, layers: ['synthesis'] },
  shared: { modules: /^(aws-cdk-lib|constructs|@aws-sdk|@smithy)(\/|$)/, layers: ['runtime', 'synthesis'] },
  synthesis: { modules: /^(@aws-sdk|@smithy)(\/|$)/, layers: ['runtime'] },
};

function layerOf(path: string): Layer {
  if (path.includes('/runtime/') || path.endsWith('.lambda.ts')) {
    return 'runtime';
  }
  return SHARED.includes(basename(path)) ? 'shared' : 'synthesis';
}

function problemsOf(source: Source, exists?: (path: string) => boolean): string[] {
  return importsOf(source, exists).filter((one) => isForbidden(source.path, one)).map(({ module }) => `${source.path} imports ${module}`);
}

function isForbidden(path: string, { module, target }: Import): boolean {
  const { modules, layers } = FORBIDDEN[layerOf(path)];
  return target === undefined ? modules.test(module) : layers.includes(layerOf(target)) || isForbiddenFolder(folderOf(path), folderOf(target));
}

/** Returns the folder in `src` (a pillar, `baseline` or `common`), or `index.ts` for that file. */
function folderOf(path: string): string {
  return path.split('/')[1];
}

function isForbiddenFolder(from: string, to: string): boolean {
  return from !== to && (PILLARS.includes(from) || from === 'common') && to !== 'common';
}
