import { CfnOutput } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Output, Pillar } from './pillars/pillar';

/** Outputs that do not belong to a pillar. */
const otherOutputs = ({ dashboard }: BaselineParts): Output[] => [
  {
    name: 'DashboardUrl',
    description: 'The URL of the dashboard for security events and health',
    value: dashboard?.dashboardUrl,
    notExported: 'it is a page of the console',
  },
];

/** Creates the stack outputs, and exports them with the name prefix of the baseline. */
export function createOutputs({ scope, namePrefix }: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): void {
  const outputs = pillars.flatMap((pillar) => pillar.outputs?.(parts) ?? []);
  for (const { name, description, value, notExported } of [...outputs, ...otherOutputs(parts)]) {
    if (value !== undefined) {
      new CfnOutput(scope, `${name}Output`, {
        value,
        ...notExported ? { description: `${description}. Not exported: ${notExported}` } : { description, exportName: `${namePrefix}-${name}` },
      });
    }
  }
}
