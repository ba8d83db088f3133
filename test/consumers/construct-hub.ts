import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Unpacked } from './artifacts';

/** Construct Hub finds AWS CDK packages by these keywords. */
const KEYWORDS = ['aws-cdk', 'awscdk', 'cdk'];
const LICENSES = /^(Apache-2\.0|MIT|ISC|MPL-2\.0|BSD-[23]-Clause|EPL-[12]\.0|CDDL-1\.[01])$/;

/**
 * Checks that Construct Hub lists the package with all its details.
 * @see https://constructs.dev/contribute and https://github.com/cdklabs/construct-hub
 */
export function constructHubProblems({ folder, published, assembly }: Unpacked): string[] {
  const requirements: [string, boolean][] = [
    ['.jsii must contain a readable assembly', assembly !== undefined],
    [`The keywords must include one of ${KEYWORDS.join(', ')}`, KEYWORDS.some((keyword) => published.keywords?.includes(keyword))],
    ['The license must be one that Construct Hub accepts', LICENSES.test(published.license)],
    ['The assembly must have the name, version and license of package.json',
      (['name', 'version', 'license'] as const).every((field) => assembly?.[field] === published[field])],
    ['The package must contain LICENSE', existsSync(join(folder, 'LICENSE'))],
    ['The assembly must contain the README', Boolean(assembly?.readme?.markdown)],
    ['package.json must contain the URL of the repository', /^https:\/\/.+\.git$/.test(published.repository?.url ?? '')],
    ['package.json must contain the author', Boolean(published.author?.name)],
    ['The assembly must depend on aws-cdk-lib', assembly?.dependencies['aws-cdk-lib'] !== undefined],
    ['The npm package must be public', published.private !== true && (!published.name.startsWith('@') || published.publishConfig?.access === 'public')],
  ];
  return requirements.filter(([, isMet]) => !isMet).map(([requirement]) => `${requirement}.`);
}
