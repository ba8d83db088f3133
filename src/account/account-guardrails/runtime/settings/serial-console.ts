import { DisableSerialConsoleAccessCommand, EnableSerialConsoleAccessCommand, GetSerialConsoleAccessStatusCommand } from '@aws-sdk/client-ec2';
import { nothing } from '../examination';
import type { Implementation } from '../implementation';

/**
 * The value is whether the serial console can be used.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html
 */
export const serialConsole: Implementation<boolean> = {
  wanted: () => false,

  async read({ clients, send }) {
    const { SerialConsoleAccessEnabled, ManagedBy } = await send(() => clients.ec2.send(new GetSerialConsoleAccessStatusCommand({})));
    return { value: SerialConsoleAccessEnabled === true, ...ManagedBy === 'declarative-policy' && { managedBy: ManagedBy } };
  },

  async write({ clients: { ec2 }, send }, value) {
    await (value
      ? send(() => ec2.send(new EnableSerialConsoleAccessCommand({})))
      : send(() => ec2.send(new DisableSerialConsoleAccessCommand({}))));
  },

  equal: (one, other) => one === other,
  combine: (one, other) => one && other,
  conflicts: nothing,
  exposures: nothing,
};
