import { CfnOutput } from 'aws-cdk-lib/core';
import { PILLARS } from './pillars';
import type { BaselineContext, BaselineParts, Output } from './pillars/pillar';

/** Describes and exports the main identifiers, under the prefix of the baseline. */
export function createOutputs({ scope, namePrefix }: BaselineContext, parts: BaselineParts, others: Output[]): void {
  for (const { name, description, value } of [...PILLARS.flatMap(({ outputs }) => outputs), ...others]) {
    const text = value(parts);
    if (text !== undefined) {
      new CfnOutput(scope, `${name}Output`, { value: text, description, exportName: `${namePrefix}-${name}` });
    }
  }
}
