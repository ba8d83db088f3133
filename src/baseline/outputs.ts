import { CfnOutput } from 'aws-cdk-lib/core';
import type { BaselineContext, BaselineParts, Output, Pillar } from './pillars/pillar';
import { isPlaceholder } from '../common/cdk/known-values';

/** Outputs that do not belong to a pillar. */
const otherOutputs = ({ dashboard }: BaselineParts): Output[] => [
  {
    name: 'DashboardUrl',
    description: 'The URL of the dashboard for security events and health',
    value: dashboard?.dashboardUrl,
    notExported: 'it is a page of the console',
  },
];

/** Creates the stack outputs, and exports them with the name prefix of the baseline unless it is the placeholder of a lookup. */
export function createOutputs({ scope, namePrefix }: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): void {
  const exportName = (name: string) => isPlaceholder(namePrefix) ? undefined : `${namePrefix}-${name}`;
  const outputs = pillars.flatMap((pillar) => pillar.outputs?.(parts) ?? []);
  for (const { name, description, value, notExported } of [...outputs, ...otherOutputs(parts)]) {
    if (value !== undefined) {
      new CfnOutput(scope, `${name}Output`, {
        value,
        ...notExported ? { description: `${description}. Not exported: ${notExported}` } : { description, exportName: exportName(name) },
      });
    }
  }
}
