import { CfnOutput } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Output, Pillar } from './pillars/pillar';

/** Outputs that do not belong to a pillar. */
const OTHER_OUTPUTS: Output[] = [
  { name: 'DashboardUrl', description: 'The URL of the dashboard for security events and health', value: ({ dashboard }) => dashboard?.dashboardUrl },
];

/** Creates the stack outputs, and exports them with the name prefix of the baseline. */
export function createOutputs({ scope, namePrefix }: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): void {
  const outputs = pillars.flatMap((pillar) => [...pillar.outputs, ...pillar.moreOutputs?.(parts) ?? []]);
  for (const { name, description, value } of [...outputs, ...OTHER_OUTPUTS]) {
    const text = value(parts);
    if (text !== undefined) {
      new CfnOutput(scope, `${name}Output`, { value: text, description, exportName: `${namePrefix}-${name}` });
    }
  }
}
