import execa from 'execa';
import type { Finding } from './findings';
import { PYTHON_TOOLS, templateOf, type Scanner } from './scanner';
import type { ScannedTemplate } from './templates';

interface Check {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  /** The resource type and the logical id, separated by a dot. */
  readonly resource: string;
}

interface Report {
  readonly results: { readonly failed_checks: Check[]; readonly skipped_checks?: Check[] };
  readonly summary: { readonly parsing_errors: number };
}

/** All checks of checkov that do not require a Prisma Cloud account. Checks that a template skips count as failed. */
export const CHECKOV: Scanner = {
  name: 'checkov',
  async scan(templates) {
    const files = templates.map(({ file }) => file);
    const options = ['--framework', 'cloudformation', '--skip-download', '--compact', '--quiet', '--output', 'json'];
    const { stdout } = await execa(PYTHON_TOOLS.command('checkov'), [...options, '--file', ...files], { reject: false });
    return checkovFindings(templates, JSON.parse(stdout));
  },
};

export function checkovFindings(templates: ScannedTemplate[], report: Report): Finding[] {
  const { failed_checks: failed, skipped_checks: skipped = [] } = report.results;
  if (report.summary.parsing_errors > 0) {
    throw new Error('checkov failed to parse a template');
  }
  return [...failed, ...skipped].map(({ check_id: rule, check_name: message, file_path: file, resource }) => {
    const template = templateOf(templates, file);
    return { scanner: CHECKOV.name, template: template.name, rule, resource: template.pathOf(resource.split('.')[1]), message };
  });
}
