import execa from 'execa';
import type { Finding } from './findings';
import { PYTHON_TOOLS, templateOf, type Scanner } from './scanner';
import type { ScannedTemplate } from './templates';

interface Match {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: (string | number)[] };
}

/** Errors and warnings of cfn-lint. */
export const CFN_LINT: Scanner = {
  name: 'cfn-lint',
  async scan(templates) {
    const files = templates.map(({ file }) => file);
    const { stdout } = await execa(PYTHON_TOOLS.command('cfn-lint'), ['--format', 'json', ...files], { reject: false });
    return cfnLintFindings(templates, JSON.parse(stdout));
  },
};

export function cfnLintFindings(templates: ScannedTemplate[], matches: Match[]): Finding[] {
  return matches.map(({ Filename, Message, Rule, Location }) => {
    const template = templateOf(templates, Filename);
    const [section, id] = Location.Path ?? [];
    const resource = section === 'Resources' ? template.pathOf(String(id)) : `${section}/${id}`;
    return { scanner: CFN_LINT.name, template: template.name, rule: Rule.Id, resource, message: Message };
  });
}
