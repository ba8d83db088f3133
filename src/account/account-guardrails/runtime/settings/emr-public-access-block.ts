import { GetBlockPublicAccessConfigurationCommand, PutBlockPublicAccessConfigurationCommand } from '@aws-sdk/client-emr';
import { nothing } from '../examination';
import type { Implementation } from '../implementation';

interface PortRange {
  readonly MinRange: number;
  readonly MaxRange: number;
}

interface EmrBlock {
  readonly isOn: boolean;
  /** The ports that security groups can open to everybody although the block is on. */
  readonly permitted: readonly PortRange[];
}

/** Returns the same ports as sorted ranges with gaps between them. */
function normalize(ranges: readonly PortRange[]): PortRange[] {
  const sorted = [...ranges].sort((one, other) => one.MinRange - other.MinRange);
  return sorted.reduce<PortRange[]>((merged, range) => {
    const last = merged.at(-1);
    return last && range.MinRange <= last.MaxRange + 1
      ? [...merged.slice(0, -1), { MinRange: last.MinRange, MaxRange: Math.max(last.MaxRange, range.MaxRange) }]
      : [...merged, { MinRange: range.MinRange, MaxRange: range.MaxRange }];
  }, []);
}

function intersect(some: readonly PortRange[], others: readonly PortRange[]): PortRange[] {
  return normalize(some.flatMap((one) => others.map((other) => ({
    MinRange: Math.max(one.MinRange, other.MinRange), MaxRange: Math.min(one.MaxRange, other.MaxRange),
  }))).filter(({ MinRange, MaxRange }) => MinRange <= MaxRange));
}

/** @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html */
export const emrPublicAccessBlock: Implementation<EmrBlock> = {
  /** As AWS's own default. It permits SSH. */
  wanted: () => ({ isOn: true, permitted: [{ MinRange: 22, MaxRange: 22 }] }),

  async read({ clients, send }) {
    const { BlockPublicAccessConfiguration: block } = await send(() => clients.emr.send(new GetBlockPublicAccessConfigurationCommand({})));
    const ranges = block?.PermittedPublicSecurityGroupRuleRanges ?? [];
    return {
      value: {
        isOn: block?.BlockPublicSecurityGroupRules === true,
        permitted: normalize(ranges.map(({ MinRange = 0, MaxRange = MinRange }) => ({ MinRange, MaxRange }))),
      },
    };
  },

  async write({ clients, send }, { isOn, permitted }) {
    await send(() => clients.emr.send(new PutBlockPublicAccessConfigurationCommand({
      BlockPublicAccessConfiguration: { BlockPublicSecurityGroupRules: isOn, PermittedPublicSecurityGroupRuleRanges: [...permitted] },
    })));
  },

  equal: (one, other) => one.isOn === other.isOn && JSON.stringify(normalize(one.permitted)) === JSON.stringify(normalize(other.permitted)),

  /** The permitted ports of a block that is off do not count. */
  combine(one, other) {
    if (one.isOn && other.isOn) {
      return { isOn: true, permitted: intersect(one.permitted, other.permitted) };
    }
    return other.isOn ? other : one;
  },

  conflicts: nothing,
  exposures: nothing,
};
