import * as fc from 'fast-check';
import type { Implementation } from '../../../src/account/account-guardrails/runtime/implementation';
import { SETTINGS } from '../../../src/account/account-guardrails/runtime/settings';
import { AccountSetting } from '../../../src/account/account-settings';
import { runs } from '../../support/runs';

/** The values of a setting, and whether a value is at least as secure as another in every respect. */
interface Law {
  readonly values: fc.Arbitrary<unknown>;
  readonly isAsSecure: (one: never, other: never) => boolean;
}

const flags = (names: readonly string[]) => fc.record(Object.fromEntries(names.map((name) => [name, fc.boolean()])));
const inOrder = (values: readonly string[]): Law => ({
  values: fc.constantFrom(...values), isAsSecure: (one: string, other: string) => values.indexOf(one) >= values.indexOf(other),
});
const BLOCK = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
const REQUIREMENTS = ['RequireSymbols', 'RequireNumbers', 'RequireUppercaseCharacters', 'RequireLowercaseCharacters'];
type Flags = Record<string, boolean> | null;
const hasFlags = (names: readonly string[]) => (one: Flags, other: Flags) => names.every((name) => one?.[name] || !other?.[name]);

interface Policy { MinimumPasswordLength: number; MaxPasswordAge?: number; PasswordReusePrevention?: number; HardExpiry?: boolean }
const policy = fc.tuple(
  flags([...REQUIREMENTS, 'AllowUsersToChangePassword', 'HardExpiry']),
  fc.record({ MinimumPasswordLength: fc.integer({ min: 6, max: 128 }) }),
  fc.record({ MaxPasswordAge: fc.integer({ min: 1, max: 1_095 }), PasswordReusePrevention: fc.integer({ min: 1, max: 24 }) }, { requiredKeys: [] }),
).map((parts) => Object.assign({}, ...parts));
const isHard = ({ HardExpiry = false, MaxPasswordAge }: Policy) => HardExpiry && MaxPasswordAge !== undefined;

function isMoreSecurePolicy(one: (Policy & Flags) | null, other: (Policy & Flags) | null): boolean {
  return other === null || one !== null
    && one.MinimumPasswordLength >= other.MinimumPasswordLength
    && (one.MaxPasswordAge ?? Infinity) <= (other.MaxPasswordAge ?? Infinity)
    && (one.PasswordReusePrevention ?? 0) >= (other.PasswordReusePrevention ?? 0)
    && hasFlags(REQUIREMENTS)(one, other)
    && (isHard(one) || !isHard(other));
}

interface Emr { isOn: boolean; permitted: { MinRange: number; MaxRange: number }[] }
const emr = fc.record({
  isOn: fc.boolean(),
  permitted: fc.array(fc.tuple(fc.nat(9), fc.nat(3)).map(([MinRange, length]) => ({ MinRange, MaxRange: MinRange + length })), { maxLength: 3 }),
});
const permits = ({ isOn, permitted }: Emr, port: number) => !isOn || permitted.some(({ MinRange, MaxRange }) => port >= MinRange && port <= MaxRange);

interface Vpc { ingress: unknown[]; egress: unknown[]; publicSubnets: string[] }
const rules = fc.subarray([1, 2, 3].map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '10.0.0.0/8' }] })));
const vpc = fc.record({ vpcId: fc.constant('vpc-1'), groupId: fc.constant('sg-1'), ingress: rules, egress: rules, publicSubnets: fc.subarray(['a', 'b', 'c']) });
const isWithin = (some: unknown[], others: unknown[]) => some.every((one) => others.some((other) => JSON.stringify(one) === JSON.stringify(other)));

const service = (compliant: string): Law => ({
  values: fc.record({ SettingValue: fc.constantFrom(compliant, 'Enable'), isDefault: fc.boolean() }),
  isAsSecure: (one: { SettingValue: string }, other: { SettingValue: string }) => one.SettingValue === compliant || other.SettingValue !== compliant,
});
const lastDecides = (values: fc.Arbitrary<unknown>): Law => ({
  values: fc.option(values, { nil: null }), isAsSecure: (one, other) => one !== null || other === null,
});
const contact = fc.record({ Name: fc.constantFrom('a', 'b'), Title: fc.constant('x'), EmailAddress: fc.constant('a@b.c'), PhoneNumber: fc.constantFrom('1', '2') });
const isOn: Law = { values: fc.boolean(), isAsSecure: (one: boolean, other: boolean) => one || !other };
const isOff: Law = { values: fc.boolean(), isAsSecure: (one: boolean, other: boolean) => !one || other };

const LAWS: Readonly<Record<AccountSetting, Law>> = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: { values: fc.option(flags(BLOCK), { nil: null }), isAsSecure: hasFlags(BLOCK) },
  [AccountSetting.PASSWORD_POLICY]: { values: fc.option(policy, { nil: null }), isAsSecure: isMoreSecurePolicy },
  [AccountSetting.SECURITY_CONTACT]: lastDecides(contact),
  [AccountSetting.EBS_ENCRYPTION]: isOn,
  [AccountSetting.EBS_DEFAULT_KEY]: lastDecides(fc.constantFrom('key/1', 'key/2')),
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: inOrder(['unblocked', 'block-new-sharing', 'block-all-sharing']),
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: inOrder(['unblocked', 'block-new-sharing']),
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: inOrder(['optional', 'no-preference', 'required']),
  [AccountSetting.INSTANCE_METADATA_ENFORCEMENT]: inOrder(['disabled', 'no-preference', 'enabled']),
  [AccountSetting.SERIAL_CONSOLE]: isOff,
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: service('Disable'),
  [AccountSetting.AUTOMATION_LOGGING]: service('CloudWatch'),
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]: {
    values: emr, isAsSecure: (one: Emr, other: Emr) => Array.from({ length: 14 }, (_, port) => port).every((port) => !permits(one, port) || permits(other, port)),
  },
  [AccountSetting.DEFAULT_VPC]: {
    values: vpc,
    isAsSecure: (one: Vpc, other: Vpc) =>
      isWithin(one.ingress, other.ingress) && isWithin(one.egress, other.egress) && isWithin(one.publicSubnets, other.publicSubnets),
  },
  [AccountSetting.DEFAULT_VPC_DELETION]: isOff,
};

describe.each(Object.entries(LAWS))('combined values of %s', (id, { values, isAsSecure }) => {
  const { combine, equal }: Implementation<unknown> = SETTINGS[id as AccountSetting];

  test('comply with both values, and do not depend on how often or in which order owners are combined', () => {
    fc.assert(fc.property(values, values, values, (one, other, third) => {
      const both = combine(one, other);
      expect(isAsSecure(both as never, one as never)).toBe(true);
      expect(isAsSecure(both as never, other as never)).toBe(true);
      expect(equal(combine(one, one), one)).toBe(true);
      expect(equal(combine(both, other), both)).toBe(true);
      expect(equal(combine(combine(one, other), third), combine(one, combine(other, third)))).toBe(true);
      expect(isAsSecure(both as never, combine(other, one) as never)).toBe(true);
      expect(equal(JSON.parse(JSON.stringify(both)), both)).toBe(true);
    }), { numRuns: runs(1_000) });
  });
});

test('passwords never expire for good unless one of the policies demands it', () => {
  const { combine } = SETTINGS.passwordPolicy as Implementation<Policy | null>;
  const soft = { MinimumPasswordLength: 8, MaxPasswordAge: 90, HardExpiry: false };
  expect(combine({ MinimumPasswordLength: 8, HardExpiry: true }, soft)).toMatchObject({ MaxPasswordAge: 90, HardExpiry: false });
  expect(combine({ MinimumPasswordLength: 8, MaxPasswordAge: 365, HardExpiry: true }, soft)).toMatchObject({ MaxPasswordAge: 90, HardExpiry: true });
});

test('a default VPC that does not exist is neither created nor opened, and another one is not mistaken for it', () => {
  const { combine, equal } = SETTINGS.defaultVpc;
  const hardened = { vpcId: 'vpc-1', groupId: 'sg-1', ingress: [], egress: [], publicSubnets: [] };
  expect(combine(null, hardened)).toBeNull();
  expect(combine({ ...hardened, publicSubnets: ['a'] }, null)).toEqual(hardened);
  expect(equal(hardened, { ...hardened, vpcId: 'vpc-2' })).toBe(false);
  expect(equal(null, hardened)).toBe(false);
});
