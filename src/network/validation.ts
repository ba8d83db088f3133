import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkCidr, MAX_ZONES } from './address-plan';
import type { ThreeTierVpcProps } from './three-tier-vpc';
import { isWhole } from '../common/formats';
import { Problems } from '../common/problems';

export const DEFAULT_CIDR = '10.0.0.0/16';
export const DEFAULT_ZONES = 2;

export function validateThreeTierVpc(scope: Construct, props: ThreeTierVpcProps): void {
  const problems = new Problems(scope);
  checkThreeTierVpc(problems, props);
  problems.throwIfAny();
}

/** Records what is wrong with the layout. */
export function checkThreeTierVpc(problems: Problems, props: ThreeTierVpcProps): void {
  const { cidr = DEFAULT_CIDR, cidrMask, zones = DEFAULT_ZONES, natGateways, databasePort } = props;
  checkCidr(problems, cidr);
  for (const [prop, value] of Object.entries({ cidrMask, zones, natGateways })) {
    if (Token.isUnresolved(value)) {
      problems.add({ prop, value: Token.asString(value), remedy: 'It shapes the template: give a number that is known at synthesis.' });
    }
  }
  problems
    .check('cidrMask', cidrMask, isWhole(16, 23), 'Give a mask of 16 to 23.')
    .check('zones', zones, isWhole(2, MAX_ZONES), `High availability takes two zones: give 2 to ${MAX_ZONES}.`)
    .check('databasePort', databasePort, isWhole(1, 65535), 'Give a port of 1 to 65535.')
    .check('natGateways', natGateways, isWhole(1, zones), `Give 1 to ${zones}, the number of zones.`);
}
