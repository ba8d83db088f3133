import { DescribeSecurityGroupsCommand, EC2Client, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { RESOURCE_TYPE, type ClosedDefaultSecurityGroupProperties } from './resource-properties';
import { respond, type Outcome } from '../../common/functions/runtime/handler';
import { log } from '../../common/functions/runtime/json-log';

const ec2 = new EC2Client({});

/** Removes all rules from the security group when its custom resource is created or updated. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await respond(event, context, [RESOURCE_TYPE], async () => {
    const { SecurityGroupId } = event.ResourceProperties as unknown as ClosedDefaultSecurityGroupProperties;
    return event.RequestType === 'Delete' ? {} : revokeAll(SecurityGroupId);
  });
}

async function revokeAll(groupId: string): Promise<Outcome> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
  const [group] = SecurityGroups ?? [];
  if (group?.IpPermissions?.length) {
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: group.IpPermissions }));
  }
  if (group?.IpPermissionsEgress?.length) {
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupId, IpPermissions: group.IpPermissionsEgress }));
  }
  log('closed', { groupId });
  return {};
}
