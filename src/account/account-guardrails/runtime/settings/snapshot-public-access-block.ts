import {
  DisableSnapshotBlockPublicAccessCommand, EnableSnapshotBlockPublicAccessCommand, GetSnapshotBlockPublicAccessStateCommand,
  type SnapshotBlockPublicAccessState,
} from '@aws-sdk/client-ec2';
import { blockedSnapshots, publicSnapshots } from './shared-snapshots';
import { moreSecureOf } from '../examination';
import type { Implementation } from '../implementation';

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html */
export const snapshotPublicAccessBlock: Implementation<SnapshotBlockPublicAccessState> = {
  wanted: () => 'block-all-sharing',

  async read({ clients, send }) {
    const { State = 'unblocked', ManagedBy } = await send(() => clients.ec2.send(new GetSnapshotBlockPublicAccessStateCommand({})));
    return { value: State, ...ManagedBy === 'declarative-policy' && { managedBy: ManagedBy } };
  },

  async write({ clients: { ec2 }, send }, State) {
    await (State === 'unblocked'
      ? send(() => ec2.send(new DisableSnapshotBlockPublicAccessCommand({})))
      : send(() => ec2.send(new EnableSnapshotBlockPublicAccessCommand({ State }))));
  },

  equal: (one, other) => one === other,
  combine: moreSecureOf<SnapshotBlockPublicAccessState>(['unblocked', 'block-new-sharing', 'block-all-sharing']),

  /** Only one state affects what is public already. */
  conflicts: async (location, from, to) => (to === 'block-all-sharing' && from !== to ? publicSnapshots(location) : []),
  exposures: async (location, from, to) => (from === 'block-all-sharing' && from !== to ? blockedSnapshots(location) : []),
};
