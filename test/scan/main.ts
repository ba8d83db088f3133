/**
 * Shows the templates to every scanner: `npm run scan`. The tools are installed into the repository the first time.
 * Exits with 1 where a finding has no exception, or an exception no finding.
 */
import Table from 'cli-table3';
import { cdkNag } from './cdk-nag';
import { CFN_LINT } from './cfn-lint';
import { CHECKOV } from './checkov';
import { CLOUDFORMATION_VALIDATE } from './cloudformation-validate';
import { CONTROL_TOWER } from './control-tower';
import { EXCEPTIONS } from './exceptions';
import { judge, TEMPLATES, type Finding } from './findings';
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
  const { open, excepted, idle } = judge(findings, EXCEPTIONS);
  print(scanners, open, excepted);
  open.forEach(({ scanner, template, rule, resource, message }) => console.log(`${scanner}: ${rule} at ${resource} in ${template}\n  ${message}`));
  idle.forEach((text) => console.log(`An exception that nothing needs: ${text}`));
  process.exitCode = open.length + idle.length > 0 ? 1 : 0;
}

function print(scanners: Scanner[], open: Finding[], excepted: Finding[]): void {
  const count = (findings: Finding[], name: string, template: string) =>
    findings.filter((finding) => finding.scanner === name && finding.template === template).length;
  const table = new Table({ head: ['findings + exceptions', ...TEMPLATES], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] });
  table.push(...scanners.map(({ name }) => [name, ...TEMPLATES.map((template) => `${count(open, name, template)} + ${count(excepted, name, template)}`)]));
  console.log(table.toString());
}

void main();
