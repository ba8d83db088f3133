import {
  DeleteAccountPasswordPolicyCommand, GetAccountPasswordPolicyCommand, UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { credentialReport } from './credential-report';
import type { PasswordPolicyValue } from '../../function-environment';
import { unless } from '../examination';
import type { Finding, Implementation } from '../implementation';

const REQUIREMENTS = ['RequireSymbols', 'RequireNumbers', 'RequireUppercaseCharacters', 'RequireLowercaseCharacters'] as const;
const SHORTEST_PASSWORD = 6;
const DAY = 24 * 3_600_000;
const REASONS = ['', 'must be changed at the next sign-in', 'can only be replaced by an administrator'];

/** Returns all properties, because an update sets the properties that it leaves out to their defaults. The age and the reuse cannot be 0 in a request. */
function complete(policy: Partial<PasswordPolicyValue>): PasswordPolicyValue {
  const { MaxPasswordAge = 0, PasswordReusePrevention = 0 } = policy;
  return {
    MinimumPasswordLength: policy.MinimumPasswordLength ?? SHORTEST_PASSWORD,
    RequireSymbols: policy.RequireSymbols === true,
    RequireNumbers: policy.RequireNumbers === true,
    RequireUppercaseCharacters: policy.RequireUppercaseCharacters === true,
    RequireLowercaseCharacters: policy.RequireLowercaseCharacters === true,
    AllowUsersToChangePassword: policy.AllowUsersToChangePassword === true,
    ...MaxPasswordAge > 0 && { MaxPasswordAge },
    ...PasswordReusePrevention > 0 && { PasswordReusePrevention },
    HardExpiry: policy.HardExpiry === true,
  };
}

/** Without a maximum age, no password expires. */
function isHard({ HardExpiry, MaxPasswordAge }: PasswordPolicyValue): boolean {
  return HardExpiry === true && MaxPasswordAge !== undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
export const passwordPolicy: Implementation<PasswordPolicyValue | null> = {
  wanted: (configuration) => complete(configuration.passwordPolicy),

  async read({ clients, send }) {
    const answer = await unless(/^NoSuchEntity/, () => send(() => clients.iam.send(new GetAccountPasswordPolicyCommand({}))));
    return { value: answer?.PasswordPolicy ? complete(answer.PasswordPolicy) : null };
  },

  async write({ clients: { iam }, send }, value) {
    await (value
      ? send(() => iam.send(new UpdateAccountPasswordPolicyCommand({ ...value })))
      : unless(/^NoSuchEntity/, () => send(() => iam.send(new DeleteAccountPasswordPolicyCommand({})))));
  },

  equal(one, other) {
    const effective = (policy: PasswordPolicyValue | null) => JSON.stringify(policy && { ...complete(policy), HardExpiry: isHard(policy) });
    return effective(one) === effective(other);
  },

  /** Passwords that expire must not lock users out who may not change them, so users may change their password if one of the policies allows it. */
  combine(one, other) {
    if (!one || !other) {
      return one ?? other;
    }
    const required = Object.fromEntries(REQUIREMENTS.map((name) => [name, one[name] || other[name]]));
    return complete({
      MinimumPasswordLength: Math.max(one.MinimumPasswordLength, other.MinimumPasswordLength),
      ...required,
      AllowUsersToChangePassword: one.AllowUsersToChangePassword || other.AllowUsersToChangePassword,
      MaxPasswordAge: Math.min(one.MaxPasswordAge ?? other.MaxPasswordAge ?? 0, other.MaxPasswordAge ?? one.MaxPasswordAge ?? 0),
      PasswordReusePrevention: Math.max(one.PasswordReusePrevention ?? 0, other.PasswordReusePrevention ?? 0),
      HardExpiry: isHard(one) || isHard(other),
    });
  },

  async conflicts(location, from, to) {
    const isSame = from?.MaxPasswordAge === to?.MaxPasswordAge && (from !== null && isHard(from)) === (to !== null && isHard(to));
    if (to?.MaxPasswordAge === undefined || isSame) {
      return [];
    }
    const users = await credentialReport(location);
    if (!users) {
      return [{ resource: 'IAM users', reason: 'could not be examined, because the credential report was not ready in time' }];
    }
    return users.flatMap(({ name, passwordChanged }): Finding[] => {
      const age = (location.timing.now() - passwordChanged) / DAY;
      const after = effectOn(age, to);
      return after > effectOn(age, from) ? [{ resource: name, reason: `has a password of ${Math.floor(age)} days, which ${REASONS[after]}` }] : [];
    });
  },

  exposures: async () => [],
};

/** Returns what happens to a password: 0 for nothing, otherwise the index of the reason. */
function effectOn(age: number, policy: PasswordPolicyValue | null): number {
  const isExpired = policy?.MaxPasswordAge !== undefined && age > policy.MaxPasswordAge;
  return isExpired ? 1 + Number(isHard(policy)) : 0;
}
