import {
  DescribeAutoScalingGroupsCommand, DescribeLaunchConfigurationsCommand, type AutoScalingGroup, type LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import { DescribeLaunchTemplateVersionsCommand, type LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { listAll, unless } from '../examination';
import type { Finding, Location } from '../implementation';

/**
 * Returns the launch templates, and the launch configurations of Auto Scaling groups, that start instances without IMDSv2. Of each template, the default
 * and the latest version count, and those that groups use.
 *
 * @param isDefault whether instances whose launch specifies nothing require IMDSv2
 */
export async function launchesWithoutTokens(location: Location, isDefault: boolean): Promise<Finding[]> {
  const { clients: { autoScaling }, send } = location;
  const groups = await listAll(
    send, (NextToken) => autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, NextToken })), (page) => page.AutoScalingGroups,
  );
  const requiresTokens = (HttpTokens: string | undefined) => (HttpTokens === undefined ? isDefault : HttpTokens === 'required');
  const versions = await usedVersions(location, groups);
  const used = new Set(groups.map(({ LaunchConfigurationName }) => LaunchConfigurationName));
  const configurations = await listAll(
    send,
    (NextToken) => autoScaling.send(new DescribeLaunchConfigurationsCommand({ MaxRecords: 100, NextToken })),
    (page) => page.LaunchConfigurations,
  );
  return [
    ...versions
      .filter(({ LaunchTemplateData }) => !requiresTokens(LaunchTemplateData?.MetadataOptions?.HttpTokens))
      .map(({ LaunchTemplateId = '', LaunchTemplateName, VersionNumber }) => ({
        resource: LaunchTemplateId, reason: `does not require IMDSv2 in version ${VersionNumber} of the launch template ${LaunchTemplateName}`,
      })),
    ...configurations
      .filter(({ LaunchConfigurationName, MetadataOptions }) => used.has(LaunchConfigurationName) && !requiresTokens(MetadataOptions?.HttpTokens))
      .map(({ LaunchConfigurationName = '' }) => ({ resource: LaunchConfigurationName, reason: 'is a launch configuration that does not require IMDSv2' })),
  ];
}

/** Returns the default and latest versions of all templates, and the versions with a number that Auto Scaling groups use. */
async function usedVersions({ clients: { ec2 }, send }: Location, groups: readonly AutoScalingGroup[]): Promise<LaunchTemplateVersion[]> {
  const describe = (input: { LaunchTemplateId?: string; Versions: string[] }) => listAll(
    send,
    (NextToken) => ec2.send(new DescribeLaunchTemplateVersionsCommand({ ...input, MaxResults: 200, NextToken })),
    (page) => page.LaunchTemplateVersions,
  );
  const versions = new Map<string, LaunchTemplateVersion>();
  const add = (found: readonly LaunchTemplateVersion[]) => found.forEach((one) => versions.set(`${one.LaunchTemplateId}:${one.VersionNumber}`, one));
  add(await describe({ Versions: ['$Latest', '$Default'] }));
  for (const { LaunchTemplateId, Version = '' } of groups.flatMap(specificationsOf)) {
    if (LaunchTemplateId && /^\d+$/.test(Version) && !versions.has(`${LaunchTemplateId}:${Version}`)) {
      add(await unless(/^InvalidLaunchTemplate/, () => describe({ LaunchTemplateId, Versions: [Version] })) ?? []);
    }
  }
  return [...versions.values()];
}

function specificationsOf({ LaunchTemplate, MixedInstancesPolicy: { LaunchTemplate: mixed } = {} }: AutoScalingGroup): LaunchTemplateSpecification[] {
  const overrides = mixed?.Overrides?.map(({ LaunchTemplateSpecification: override }) => override) ?? [];
  return [LaunchTemplate, mixed?.LaunchTemplateSpecification, ...overrides].flatMap((one) => one ?? []);
}
