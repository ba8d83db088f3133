import {
  DescribeDocumentPermissionCommand, GetServiceSettingCommand, ListDocumentsCommand, ResetServiceSettingCommand, UpdateServiceSettingCommand,
} from '@aws-sdk/client-ssm';
import { examineAll, listAll, nothing, unless } from '../examination';
import type { Implementation } from '../implementation';

/** The value of a service setting of Systems Manager. */
export interface ServiceSettingValue {
  readonly SettingValue: string;
  /** Whether nobody has changed the setting. */
  readonly isDefault: boolean;
}

/** A setting that has one compliant value. */
function serviceSetting(SettingId: string, compliant: string): Implementation<ServiceSettingValue> {
  return {
    wanted: () => ({ SettingValue: compliant, isDefault: false }),

    async read({ clients, send }) {
      const { ServiceSetting } = await send(() => clients.ssm.send(new GetServiceSettingCommand({ SettingId })));
      const { SettingValue = '', Status = 'Default' } = ServiceSetting ?? {};
      return { value: { SettingValue, isDefault: Status === 'Default' } };
    },

    async write({ clients: { ssm }, send }, { SettingValue, isDefault }) {
      await (isDefault
        ? send(() => ssm.send(new ResetServiceSettingCommand({ SettingId })))
        : send(() => ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }))));
    },

    equal: (one, other) => one.SettingValue === other.SettingValue,
    combine: (one, other) => (other.SettingValue === compliant && one.SettingValue !== compliant ? other : one),
    conflicts: nothing,
    exposures: nothing,
  };
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html */
export const documentPublicSharing: Implementation<ServiceSettingValue> = {
  ...serviceSetting('/ssm/documents/console/public-sharing-permission', 'Disable'),

  async leftovers({ clients: { ssm }, send }) {
    const input = { Filters: [{ Key: 'Owner', Values: ['Self'] }], MaxResults: 50 };
    const documents = await listAll(
      send, (NextToken) => ssm.send(new ListDocumentsCommand({ ...input, NextToken })), (page) => page.DocumentIdentifiers,
    );
    return examineAll(documents, ({ Name = '' }) => Name, async ({ Name }) => {
      const permission = await unless(/^InvalidDocument$/, () =>
        send(() => ssm.send(new DescribeDocumentPermissionCommand({ Name, PermissionType: 'Share' }))));
      return permission?.AccountIds?.some((id) => id.toLowerCase() === 'all') ? 'public' : undefined;
    });
  },
};

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-logging.html */
export const automationLogging = serviceSetting('/ssm/automation/customer-script-log-destination', 'CloudWatch');
