/**
 * Scans the templates with all scanners (`npm run scan`). The first run installs the tools in the repository.
 * The exit status is 1 if a finding has no exception or an exception matches no finding.
 */
import Table from 'cli-table3';
import { cdkNag } from './cdk-nag';
import { CFN_LINT } from './cfn-lint';
import { CHECKOV } from './checkov';
import { CLOUDFORMATION_VALIDATE } from './cloudformation-validate';
import { CONTROL_TOWER } from './control-tower';
import { EXCEPTIONS } from './exceptions';
import { applyExceptions, TEMPLATES, type Finding } from './findings';
import { PARLIAMENT } from './parliament';
import { PYTHON_TOOLS, type Scanner } from './scanner';
import { stacks, synthesize } from './templates';

async function main(): Promise<void> {
  await PYTHON_TOOLS.install();
  const scanned = stacks();
  const nags = cdkNag(scanned);
  const templates = synthesize(scanned);
  const scanners: Scanner[] = [CFN_LINT, CHECKOV, CONTROL_TOWER, PARLIAMENT, CLOUDFORMATION_VALIDATE, ...nags];
  const findings = (await Promise.all(scanners.map((scanner) => scanner.scan(templates)))).flat();
  const { unexpected, excepted, unused } = applyExceptions(findings, EXCEPTIONS);
  print(scanners, unexpected, excepted);
  unexpected.forEach(({ scanner, template, rule, resource, message }) => console.log(`${scanner}: ${rule} at ${resource} in ${template}\n  ${message}`));
  unused.forEach((text) => console.log(`Unused exception: ${text}. Remove it from test/scan/exceptions.ts.`));
  process.exitCode = unexpected.length + unused.length > 0 ? 1 : 0;
}

function print(scanners: Scanner[], unexpected: Finding[], excepted: Finding[]): void {
  const count = (findings: Finding[], name: string, template: string) =>
    findings.filter((finding) => finding.scanner === name && finding.template === template).length;
  const table = new Table({ head: ['unexpected + excepted findings', ...TEMPLATES], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] });
  table.push(...scanners.map(({ name }) => [name, ...TEMPLATES.map((template) => `${count(unexpected, name, template)} + ${count(excepted, name, template)}`)]));
  console.log(table.toString());
}

void main();
