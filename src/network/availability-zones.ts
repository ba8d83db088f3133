import { Fn, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MAX_ZONES } from './address-plan';
import type { CommonThreeTierVpcProps } from './props';
import { isWhole } from '../common/validation/formats';
import type { Problems } from '../common/validation/problems';

type ZoneProps = Pick<CommonThreeTierVpcProps, 'maxAzs' | 'availabilityZones'>;

const DEFAULT_ZONES = 2;

/** Names of Availability Zones, Local Zones and Wavelength Zones; not ids such as use1-az1. */
const ZONE_NAME = /^[a-z]{2,}(-[a-z]+)+-\d+([a-z]|-[a-z\d-]+)$/;

/** The number of Availability Zones of the network. */
export function zoneCount({ maxAzs, availabilityZones }: ZoneProps): number {
  return maxAzs ?? (Token.isUnresolved(availabilityZones) ? undefined : availabilityZones?.length) ?? DEFAULT_ZONES;
}

/** The names of the Availability Zones of the network: the given ones, or those that CloudFormation returns. */
export function zoneNames(props: ZoneProps): string[] {
  const { availabilityZones } = props;
  const nameOf = (zone: number) => availabilityZones && !Token.isUnresolved(availabilityZones)
    ? availabilityZones[zone]
    : Fn.select(zone, availabilityZones ?? Fn.getAzs());
  return Array.from({ length: zoneCount(props) }, (_, zone) => nameOf(zone));
}

export function checkZones(problems: Problems, scope: Construct, { maxAzs, availabilityZones }: ZoneProps): void {
  problems.check('maxAzs', maxAzs, { isMet: isWhole(DEFAULT_ZONES, MAX_ZONES), must: 'TODO', remedy: `Specify 2 to ${MAX_ZONES} Availability Zones.` });
  if (!availabilityZones) {
    return;
  }
  if (Token.isUnresolved(availabilityZones)) {
    if (maxAzs === undefined) {
      problems.add({ prop: 'availabilityZones', value: 'an unresolved token', must: 'TODO', remedy: 'The length of the list is not known at synthesis: specify maxAzs as well.' });
    }
    return;
  }
  checkNames(problems, scope, availabilityZones);
  problems.check('maxAzs', maxAzs, { isMet: (count) => count <= availabilityZones.length || availabilityZones.length < DEFAULT_ZONES, must: 'TODO', remedy: `availabilityZones lists ${availabilityZones.length}: specify at most that number, or list more Availability Zones.` });
}

function checkNames(problems: Problems, scope: Construct, zones: string[]): void {
  const { region } = Stack.of(scope);
  problems.check('availabilityZones', `[${zones.join(', ')}]`, { isMet: () => zones.length >= DEFAULT_ZONES && zones.length <= MAX_ZONES, must: 'TODO', remedy: `List 2 to ${MAX_ZONES} Availability Zones.` });
  for (const duplicate of new Set(zones.filter((zone, index) => zones.indexOf(zone) !== index))) {
    problems.add({ prop: 'availabilityZones', value: duplicate, must: 'TODO', remedy: 'The list must not contain duplicates: list each Availability Zone once.' });
  }
  for (const zone of new Set(zones)) {
    problems
      .check('availabilityZones', zone, { isMet: (name) => ZONE_NAME.test(name), must: 'TODO', remedy: 'Specify names such as eu-west-1a, not ids of Availability Zones.' })
      .check('availabilityZones', zone, { isMet: (name) => Token.isUnresolved(region) || !ZONE_NAME.test(name) || name.startsWith(region), must: 'TODO', remedy: `Specify Availability Zones of the stack's region, ${region}.` });
  }
}
