import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { configurationOf } from './configuration';
import type { GuardrailConfiguration } from './function-environment';
import { stateOf } from '../../common/cdk/construct-state';
import { isSameAccount, isSameEnvironment } from '../../common/cdk/environments';
import { isInTree } from '../../common/cdk/tree';
import { AccountSetting } from '../account-settings';
import type { AccountGuardrailsProps } from '../props';

/** What an owner of the settings wants. */
interface Owner {
  readonly scope: Construct;
  readonly configuration: GuardrailConfiguration;
}

/** Values that two owners cannot have both, and where they would meet. */
interface SingleValue {
  readonly setting: AccountSetting;
  readonly option: 'passwordPolicy' | 'securityContact' | 'ebsDefaultKey';
  readonly meet: (one: Construct, other: Construct) => boolean;
  readonly valueOf: (configuration: GuardrailConfiguration) => unknown;
}

const SINGLE_VALUES: readonly SingleValue[] = [
  { setting: AccountSetting.PASSWORD_POLICY, option: 'passwordPolicy', meet: isSameAccount, valueOf: ({ passwordPolicy }) => passwordPolicy },
  { setting: AccountSetting.SECURITY_CONTACT, option: 'securityContact', meet: isSameAccount, valueOf: ({ securityContact }) => securityContact },
  { setting: AccountSetting.EBS_DEFAULT_KEY, option: 'ebsDefaultKey', meet: isSameEnvironment, valueOf: ({ ebsKeyArn }) => ebsKeyArn },
];

/**
 * Reports an error at synthesis if the stack has another `AccountGuardrails`, whose configuration the function would not have, or if another one in the
 * same account wants a different value of a setting that has only one.
 */
export function rejectOtherOwners(scope: Construct, props: AccountGuardrailsProps): void {
  const owners = stateOf(scope.node.root, 'accountGuardrails', (): Owner[] => []);
  const owner: Owner = { scope, configuration: configurationOf(props) };
  const earlier = [...owners];
  owners.push(owner);
  scope.node.addValidation({ validate: () => earlier.filter((other) => isInTree(other.scope)).flatMap((other) => problemsWith(owner, other)) });
}

function problemsWith(owner: Owner, other: Owner): string[] {
  if (Stack.of(owner.scope) === Stack.of(other.scope)) {
    return [
      `${owner.scope.node.path}: AccountGuardrails must be the only one in its stack, and ${other.scope.node.path} is another one. `
      + 'Specify all settings in one of them. For a second SecureBaseline in the stack, set account.enabled to false.',
    ];
  }
  return SINGLE_VALUES.filter((single) => isDifferent(single, owner, other)).map(({ option }) =>
    `${owner.scope.node.path}: ${option} must be the same in all stacks that apply it to the account, and ${other.scope.node.path} has another value. `
    + 'Specify the same value, or turn the setting off in one of them.');
}

function isDifferent({ setting, meet, valueOf }: SingleValue, owner: Owner, other: Owner): boolean {
  const both = [owner.configuration, other.configuration];
  const [value, otherValue] = both.map((configuration) => JSON.stringify(valueOf(configuration)));
  return both.every(({ modes }) => modes[setting] === 'apply') && meet(owner.scope, other.scope) && value !== otherValue;
}
