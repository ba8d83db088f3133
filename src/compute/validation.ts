import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isLogRetention, LOG_RETENTION_REMEDY } from '../common/formats';
import { Problems } from '../common/problems';
import type { WebTierProps } from './props';

const isWhole = (from: number, to: number) => (value: number) => Number.isInteger(value) && value >= from && value <= to;

export function validateWebTier(scope: Construct, props: WebTierProps): void {
  const minimum = props.minCapacity ?? 2;
  new Problems(scope)
    .check('minCapacity', props.minCapacity, isWhole(1, 1000), 'Give 1 or more.')
    .check('maxCapacity', props.maxCapacity, (count) => Number.isInteger(count) && count > minimum, `Give more than minCapacity (${minimum}): a new image rolls out with an instance to spare.`)
    .check('cpuTargetUtilizationPercent', props.cpuTargetUtilizationPercent, (percent) => percent >= 10 && percent <= 90, 'Give 10 to 90 percent.')
    .check('healthCheckPath', props.healthCheckPath, (path) => /^\/[^\s"'\\]{0,1023}$/.test(path), "Give a path that begins with '/', without spaces and quotes.")
    .check('serviceLinkedRoleSuffix', props.serviceLinkedRoleSuffix, (suffix) => /^[\w+=,.@-]{1,20}$/.test(suffix), "Give 1 to 20 letters, digits and _ + = , . @ -")
    .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .check('certificate', props.certificate?.certificateArn, (arn) => isInRegionOf(scope, arn), `Give a certificate of the stack's region, ${Stack.of(scope).region}.`)
    .check('userData', props.userData?.render(), (script) => Buffer.byteLength(script) <= 12_000, 'User data is 16 KB at most, of which the baseline needs some: give 12,000 bytes at most, or fetch a script from the data bucket.')
    .throwIfAny();
}

function isInRegionOf(scope: Construct, certificateArn: string): boolean {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) || Arn.split(certificateArn, ArnFormat.SLASH_RESOURCE_NAME).region === region;
}
