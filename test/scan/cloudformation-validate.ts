import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import execa from 'execa';
import type { Finding } from './findings';
import { templateOf, type Scanner } from './scanner';
import type { ScannedTemplate } from './templates';
import { WORK } from '../../integ/emulator/virtual-environment';

/** A version of the CDK with the plugin for CloudFormation Validate, which the older version that the project uses does not have. */
const NEWEST_CDK = '2.276.0';
const FOLDER = join(WORK, `scan-cdk-${NEWEST_CDK}`);

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly violatingResources: { readonly resourceLogicalId: string; readonly templatePath: string }[];
}

interface Plugin {
  validate(context: { stackTemplates: { templatePath: string; stackConstructPath: string }[] }): { violations: Violation[] };
}

/** CloudFormation Validate with the default rules, which newer versions of the CDK run during synthesis. */
export const CLOUDFORMATION_VALIDATE: Scanner = {
  name: 'CloudFormation Validate',
  async scan(templates) {
    await installNewestCdk();
    const { CloudFormationValidatePlugin } = createRequire(join(FOLDER, 'package.json'))('aws-cdk-lib') as { CloudFormationValidatePlugin: new () => Plugin };
    const stackTemplates = templates.map(({ file, stack }) => ({ templatePath: file, stackConstructPath: stack.node.path }));
    return validateFindings(templates, new CloudFormationValidatePlugin().validate({ stackTemplates }).violations);
  },
};

export function validateFindings(templates: ScannedTemplate[], violations: Violation[]): Finding[] {
  return violations.flatMap(({ ruleName, description, violatingResources }) => violatingResources.map(({ resourceLogicalId, templatePath }) => {
    const template = templateOf(templates, templatePath);
    return {
      scanner: CLOUDFORMATION_VALIDATE.name, template: template.name, rule: ruleName, resource: template.pathOf(resourceLogicalId), message: description,
    };
  }));
}

async function installNewestCdk(): Promise<void> {
  if (!existsSync(join(FOLDER, 'node_modules/aws-cdk-lib/package.json'))) {
    const packages = [`aws-cdk-lib@${NEWEST_CDK}`, 'constructs@10.5.1'];
    await execa('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', FOLDER, ...packages]);
  }
}
