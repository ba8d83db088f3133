import {
  CreateDefaultVpcCommand, DeleteInternetGatewayCommand, DeleteSubnetCommand, DeleteVpcCommand, DetachInternetGatewayCommand,
} from '@aws-sdk/client-ec2';
import { defaultSubnets, defaultVpcId, internetGateways, usesOf } from './default-vpc-parts';
import { nothing, unless } from '../examination';
import type { Implementation, Location } from '../implementation';

/**
 * The value is whether the default VPC exists. A VPC that is created again is as AWS creates it in new accounts.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-default-vpc.html
 */
export const defaultVpcDeletion: Implementation<boolean> = {
  isNeverConfirmed: true,
  wanted: () => false,
  read: async (location) => ({ value: await defaultVpcId(location) !== undefined }),

  async write(location, exists) {
    const { clients: { ec2 }, send } = location;
    if (exists) {
      await unless(/^DefaultVpcAlreadyExists$/, () => send(() => ec2.send(new CreateDefaultVpcCommand({}))));
      return;
    }
    const vpcId = await defaultVpcId(location);
    if (vpcId) {
      await deleteVpc(location, vpcId);
    }
  },

  equal: (one, other) => one === other,
  combine: (one, other) => one && other,

  async conflicts(location, from, to) {
    const vpcId = from && !to ? await defaultVpcId(location) : undefined;
    return vpcId ? usesOf(location, vpcId) : [];
  },

  exposures: nothing,
};

/** Looks again, because the VPC can be used since the last look. AWS refuses to delete a subnet or a VPC that is used. */
async function deleteVpc(location: Location, VpcId: string): Promise<void> {
  const { clients: { ec2 }, send } = location;
  const uses = await usesOf(location, VpcId);
  if (uses.length > 0) {
    throw new Error(`The default VPC was not deleted, because of ${uses[0].resource}: ${uses[0].reason}.`);
  }
  const missing = /^(InvalidSubnetID\.NotFound|InvalidInternetGatewayID\.NotFound|Gateway\.NotAttached|InvalidVpcID\.NotFound)$/;
  const request = (one: () => Promise<unknown>) => unless(missing, () => send(one));
  for (const { SubnetId } of await defaultSubnets(location, VpcId)) {
    await request(() => ec2.send(new DeleteSubnetCommand({ SubnetId })));
  }
  for (const InternetGatewayId of await internetGateways(location, VpcId)) {
    await request(() => ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId })));
    await request(() => ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })));
  }
  await request(() => ec2.send(new DeleteVpcCommand({ VpcId })));
}
