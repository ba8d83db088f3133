import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Unpacked } from './artifacts';

/** Construct Hub finds packages by these, apart from those for other frameworks. */
const KEYWORDS = ['aws-cdk', 'awscdk', 'cdk'];
const LICENSES = /^(Apache-2\.0|MIT|ISC|MPL-2\.0|BSD-[23]-Clause|EPL-[12]\.0|CDDL-1\.[01])$/;

/**
 * Why Construct Hub would not list the package, or would show less of it.
 * @see https://constructs.dev/contribute and https://github.com/cdklabs/construct-hub
 */
export function constructHubProblems({ folder, published, assembly }: Unpacked): string[] {
  const requirements: [string, boolean][] = [
    ['.jsii has a readable assembly', assembly !== undefined],
    [`a keyword is one of ${KEYWORDS.join(', ')}`, KEYWORDS.some((keyword) => published.keywords?.includes(keyword))],
    ['the license is one that it accepts', LICENSES.test(published.license)],
    ['the assembly has the name, version and license of package.json',
      (['name', 'version', 'license'] as const).every((field) => assembly?.[field] === published[field])],
    ['the text of the license is there', existsSync(join(folder, 'LICENSE'))],
    ['the assembly has the README', Boolean(assembly?.readme?.markdown)],
    ['the assembly says how stable it is', Boolean(assembly?.docs?.stability)],
    ['the repository is named', /^https:\/\/.+\.git$/.test(published.repository?.url ?? '')],
    ['the author is named', Boolean(published.author?.name)],
    ['it depends on aws-cdk-lib', assembly?.dependencies['aws-cdk-lib'] !== undefined],
    ['npm publishes it to everybody', published.private !== true && (!published.name.startsWith('@') || published.publishConfig?.access === 'public')],
  ];
  return requirements.filter(([, holds]) => !holds).map(([requirement]) => `does not hold: ${requirement}`);
}
