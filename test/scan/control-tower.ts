import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import execa from 'execa';
import type { Finding } from './findings';
import { templateOf, type Scanner } from './scanner';
import type { ScannedTemplate } from './templates';

const PACKAGE = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
const RULES = join(PACKAGE, 'rules/control-tower/cfn-guard');
/** The names of the platforms in the package. */
const PLATFORMS: Record<string, string> = { linux: 'ubuntu', darwin: 'macos' };
const ARCHITECTURES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' };

interface Report {
  readonly name: string;
  readonly not_compliant: { readonly Rule: { readonly name: string } }[];
}

/**
 * The proactive controls of AWS Control Tower as rules of cfn-guard. Uses the rules and the cfn-guard binary of the package, but not its plugin
 * for the CDK, which fails to parse some of the output of cfn-guard.
 */
export const CONTROL_TOWER: Scanner = {
  name: 'cfn-guard, Control Tower',
  async scan(templates) {
    const guard = join(PACKAGE, 'bin', PLATFORMS[process.platform], ARCHITECTURES[process.arch], 'cfn-guard');
    const rules = rulesFor(templates).flatMap((file) => ['--rules', file]);
    const files = templates.flatMap(({ file }) => ['--data', file]);
    const options = ['--output-format', 'json', '--show-summary', 'none', '--structured'];
    const { stdout } = await execa(guard, ['validate', ...rules, ...files, ...options], { reject: false, maxBuffer: 1024 ** 3 });
    return controlTowerFindings(templates, JSON.parse(stdout));
  },
};

export function controlTowerFindings(templates: ScannedTemplate[], reports: Report[]): Finding[] {
  return reports.flatMap(({ name, not_compliant: failures }) => failures.flatMap(({ Rule }) => {
    const template = templateOf(templates, name);
    const text = JSON.stringify(Rule);
    const rule = /\[(CT\.\w+\.PR\.\d+)\]/.exec(text)?.[1] ?? Rule.name;
    const ids = new Set([...text.matchAll(/"\/Resources\/(\w+)/g)].map(([, id]) => id));
    return [...ids].map((id) => ({
      scanner: CONTROL_TOWER.name, template: template.name, rule, resource: template.pathOf(id), message: Rule.name,
    }));
  }));
}

/** Returns the rules for the resource types of the templates. Without this selection, cfn-guard takes considerably longer. */
function rulesFor(templates: ScannedTemplate[]): string[] {
  const types = new Set(templates.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => `"${Type}"`)));
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.guard'))
    .map((file) => join(RULES, file))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      return [...types].some((type) => text.includes(type));
    });
}
