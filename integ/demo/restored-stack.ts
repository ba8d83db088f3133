import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Fn, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { DemoEnvironment } from './environments';
import { HardenedMySql } from '../../src';

export interface RestoredDatabaseProps {
  readonly snapshotIdentifier: string;
  /** In GiB. */
  readonly allocatedStorage?: number;
}

/** Restores a snapshot in the isolated subnets of the baseline, which the stack imports by their exports. */
export function restoreDatabase(stack: Stack, { namePrefix }: DemoEnvironment, props: RestoredDatabaseProps): void {
  const imported = (name: string) => Fn.importValue(`${namePrefix}-${name}`);
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: imported('VpcId'),
    availabilityZones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())],
    isolatedSubnetIds: [imported('IsolatedSubnetId1'), imported('IsolatedSubnetId2')],
  });
  new HardenedMySql(stack, 'Database', {
    ...props, vpc, instanceIdentifier: `${namePrefix}-restored`, maxAllocatedStorage: 200, deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY,
  });
}
