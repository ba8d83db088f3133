import { CfnOutput } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Output, Pillar } from './pillars/pillar';

/** What belongs to no pillar. */
const OTHERS: Output[] = [
  { name: 'DashboardUrl', description: 'The dashboard of security events and health', value: ({ dashboard }) => dashboard?.dashboardUrl },
];

/** Describes and exports the main identifiers, under the prefix of the baseline. */
export function createOutputs({ scope, namePrefix }: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): void {
  for (const { name, description, value } of [...pillars.flatMap(({ outputs }) => outputs), ...OTHERS]) {
    const text = value(parts);
    if (text !== undefined) {
      new CfnOutput(scope, `${name}Output`, { value: text, description, exportName: `${namePrefix}-${name}` });
    }
  }
}
