import { pathsOf, type PathsOutside, type Pillar } from './pillar';
import { AccountGuardrails, type AccountGuardrailsProps, type CommonAccountGuardrailsProps } from '../../account';
import { checkAccountGuardrails } from '../../account/validation';

export const ACCOUNT_PATHS: PathsOutside<AccountGuardrailsProps, CommonAccountGuardrailsProps> = {
  notificationTopic: 'notifications.topic',
  encryptionKey: 'storage.encryptionKey',
};

/** Applies or reports settings of the account. */
export const ACCOUNT: Pillar = {
  validate(problems, { scope, options: { account } }) {
    if (account.enabled !== false) {
      problems.include((inner) => checkAccountGuardrails(inner, scope, account), pathsOf('account', ACCOUNT_PATHS));
    }
  },

  create({ scope, options: { account: { enabled, ...account } } }, parts) {
    return enabled === false ? parts : {
      ...parts,
      accountGuardrails: new AccountGuardrails(scope, 'Account', {
        ...account, notificationTopic: parts.notificationTopic, encryptionKey: parts.encryptionKey,
      }),
    };
  },

  outputs: ({ accountGuardrails }) => [
    {
      name: 'AccountSettings',
      description: 'The account settings that are applied, and what they would break',
      value: accountGuardrails?.summary,
      notExported: 'it changes with the account',
    },
  ],
};
