import { Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MAX_AZS } from './address-plan';
import type { CommonThreeTierVpcProps } from './props';
import { isWhole } from '../common/validation/formats';
import type { Problems } from '../common/validation/problems';

type AvailabilityZoneProps = Pick<CommonThreeTierVpcProps, 'maxAzs' | 'availabilityZones'>;

const MIN_AZS = 2;

/** The names of Availability Zones, Local Zones and Wavelength Zones, but not ids such as use1-az1. */
const AZ_NAME = /^[a-z]{2,}(-[a-z]+)+-\d+([a-z]|-[a-z\d-]+)$/;

/** The number of Availability Zones of the network. */
export function countAvailabilityZones({ maxAzs, availabilityZones }: AvailabilityZoneProps): number {
  return maxAzs ?? (Token.isUnresolved(availabilityZones) ? undefined : availabilityZones?.length) ?? MIN_AZS;
}

/** The names of the Availability Zones of the network: those that the user specified, or those that CloudFormation returns. */
export function availabilityZoneNames(props: AvailabilityZoneProps): string[] {
  const { availabilityZones } = props;
  const nameOf = (index: number) => availabilityZones && !Token.isUnresolved(availabilityZones)
    ? availabilityZones[index]
    : Fn.select(index, availabilityZones ?? Fn.getAzs());
  return Array.from({ length: countAvailabilityZones(props) }, (_, index) => nameOf(index));
}

export function checkAvailabilityZones(problems: Problems, scope: Construct, { maxAzs, availabilityZones }: AvailabilityZoneProps): void {
  problems.check('maxAzs', maxAzs, {
    isMet: isWhole(MIN_AZS, MAX_AZS),
    must: 'be a whole number from 2 to 4',
    remedy: 'Use 2 unless the network requires more Availability Zones.',
  });
  if (!availabilityZones) {
    return;
  }
  if (Token.isUnresolved(availabilityZones)) {
    if (maxAzs === undefined) {
      problems.add({
        prop: 'availabilityZones',
        value: Token.asString(availabilityZones),
        must: 'have a length that is known at synthesis',
        remedy: 'Specify {maxAzs} in addition.',
      });
    }
    return;
  }
  checkNames(problems, scope, availabilityZones);
  problems.check('maxAzs', maxAzs, {
    isMet: (count) => count <= availabilityZones.length || availabilityZones.length < MIN_AZS,
    must: `be at most ${availabilityZones.length}, the length of {availabilityZones}`,
    remedy: 'Reduce {maxAzs}, or add Availability Zones to the list.',
  });
}

function checkNames(problems: Problems, scope: Construct, names: string[]): void {
  const { region } = Stack.of(scope);
  problems.check('availabilityZones', names, {
    isMet: () => names.length >= MIN_AZS && names.length <= MAX_AZS,
    must: 'list 2 to 4 Availability Zones',
    remedy: 'Run "aws ec2 describe-availability-zones" to find their names.',
  });
  for (const duplicate of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    problems.add({
      prop: 'availabilityZones',
      value: duplicate,
      must: 'not contain duplicates',
      remedy: 'List each Availability Zone once.',
    });
  }
  for (const name of new Set(names)) {
    problems
      .check('availabilityZones', name, {
        isMet: () => AZ_NAME.test(name),
        must: 'contain names of Availability Zones',
        remedy: 'Use names such as eu-west-1a, not ids such as euw1-az1.',
      })
      .check('availabilityZones', name, {
        isMet: () => Token.isUnresolved(region) || !AZ_NAME.test(name) || name.startsWith(region),
        must: `contain only Availability Zones of ${region}, the region of the stack`,
        remedy: `Run "aws ec2 describe-availability-zones --region ${region}" to find their names.`,
      });
  }
}
