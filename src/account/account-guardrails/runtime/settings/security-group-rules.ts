import type { IpPermission } from '@aws-sdk/client-ec2';

/** Splits a permission of a security group into rules with one peer each, without the properties that only responses have. */
export function peerRules({ IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission): IpPermission[] {
  const base = { IpProtocol, ...FromPort !== undefined && { FromPort }, ...ToPort !== undefined && { ToPort } };
  const described = (Description: string | undefined) => (Description ? { Description } : {});
  return [
    ...(IpRanges ?? []).map(({ CidrIp, Description }) => ({ ...base, IpRanges: [{ CidrIp, ...described(Description) }] })),
    ...(Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({ ...base, Ipv6Ranges: [{ CidrIpv6, ...described(Description) }] })),
    ...(PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({ ...base, PrefixListIds: [{ PrefixListId, ...described(Description) }] })),
    ...(UserIdGroupPairs ?? []).map(({ UserId, GroupId, Description }) => ({
      ...base, UserIdGroupPairs: [{ ...UserId && { UserId }, GroupId, ...described(Description) }],
    })),
  ];
}

/** Two rules with the same key are the same rule for Amazon EC2, which ignores the description. */
export function ruleKey({ IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission): string {
  return [
    IpProtocol, FromPort, ToPort, IpRanges?.[0]?.CidrIp, Ipv6Ranges?.[0]?.CidrIpv6, PrefixListIds?.[0]?.PrefixListId, UserIdGroupPairs?.[0]?.GroupId,
  ].join('|');
}
