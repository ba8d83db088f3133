import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Lazy } from 'aws-cdk-lib/core';
import { baselineIn } from './presets-under-test';
import type { SecureBaselineProps } from '../../src';
import { newStack, warningsOf } from '../support/templates';

describe('a warning', () => {
  const warningsWith = (props: Partial<SecureBaselineProps>) => {
    const stack = newStack();
    baselineIn(stack, { notifications: { enabled: false }, trail: { enabled: false }, ...props });
    return warningsOf(stack);
  };
  const type = (name: string) => new ec2.InstanceType(name);

  test.each<[string, Partial<SecureBaselineProps>, RegExp]>([
    ['a managed rule', { config: { rules: [{ identifier: 'NO_SUCH_RULE', description: 'None' }] } }, /rules\.identifier NO_SUCH_RULE is not among .*ManagedRuleIdentifiers.*unknownRule/],
    ['an instance type of the web tier', { webTier: { instanceType: type('m99g.large') } }, /instanceType m99g\.large is not among .*aws ec2 describe-instance-type-offerings .*=m99g\.large"/],
    ['an instance size of the web tier', { webTier: { instanceType: type('m7g.huge') } }, /instanceType m7g\.huge is not among /],
    ['an alternative instance type', { webTier: { alternativeInstanceTypes: [type('m99g.large')] } }, /alternativeInstanceTypes m99g\.large is not among /],
    ['an instance type of the database', { database: { instanceType: type('m99g.large') } }, /instanceType m99g\.large is not among .*--db-instance-class db\.m99g\.large"/],
    ['an instance type of a replica', { database: { manageMasterUserPassword: false, readReplicas: { Reports: { instanceType: type('m99g.large') } } } }, /instanceType m99g\.large is not among /],
  ])('is shown for %s that aws-cdk-lib does not know', (_, props, text) => {
    expect(warningsWith(props).filter((warning) => text.test(warning))).toHaveLength(1);
  });

  test.each(['52.95.0.0/16', '172.32.0.0/16', '9.0.0.0/20'])('is shown for the public CIDR block %s', (cidr) => {
    expect(warningsWith({ network: { cidr } })).toContainEqual(expect.stringMatching(new RegExp(`^cidr ${cidr} contains addresses .*publicCidr`)));
  });

  test.each<[string, Partial<SecureBaselineProps>]>([
    ...['10.1.0.0/16', '172.16.0.0/16', '192.168.0.0/20', '100.64.0.0/16'].map((cidr) => [cidr, { network: { cidr } }] as [string, Partial<SecureBaselineProps>]),
    ['known instance types', { webTier: { instanceType: type('r8gd.metal-24xl') }, database: { instanceType: type('r8g.large') } }],
    ['types that are unresolved tokens', { database: { instanceType: type(Lazy.string({ produce: () => 'm7g.large' })) } }],
  ])('is not shown for %s', (_, props) => {
    expect(warningsWith(props).filter((warning) => /unknown|publicCidr/.test(warning))).toEqual([]);
  });
});
