import type { Construct } from 'constructs';
import { EnvironmentType, type Settings } from './presets';
import type { SecureBaselineProps } from './props';
import { isEmailAddress, isEnvironmentSuffix } from '../common/formats';
import { Problems } from '../common/problems';

const isTagValue = (value: string) => value.length >= 1 && value.length <= 256 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(value);
const TAG_REMEDY = 'It becomes a tag: give 1 to 256 letters, digits, spaces and _ . : / = + - @';

/** Checks what concerns the baseline as a whole; each construct checks its own props. */
export function validateBaseline(scope: Construct, props: SecureBaselineProps, type: EnvironmentType, settings: Settings): void {
  const problems = new Problems(scope)
    .check('environmentSuffix', props.environmentSuffix, isEnvironmentSuffix, 'It stands in every name: give 1 to 20 lower-case letters, digits and single hyphens between them.')
    .check('owner', props.owner, isTagValue, TAG_REMEDY)
    .check('costCenter', props.costCenter, isTagValue, TAG_REMEDY);
  for (const address of props.notifications?.emailAddresses ?? []) {
    problems.check('notifications.emailAddresses', address, isEmailAddress, 'Give addresses such as security@example.com.');
  }
  checkProduction(problems, props, type, settings);
  checkReplacements(problems, props);
  problems.throwIfAny();
}

function checkProduction(problems: Problems, props: SecureBaselineProps, type: EnvironmentType, settings: Settings): void {
  if (type !== EnvironmentType.PRODUCTION) {
    return;
  }
  if (props.certificate === undefined && props.webTier?.enabled !== false) {
    problems.add({
      prop: 'certificate',
      value: undefined,
      remedy: 'Production serves HTTPS: give a certificate, such as acm.Certificate.fromCertificateArn(this, \'Certificate\', arn), or switch the web tier off.',
    });
  }
  problems
    .check('settings.databaseBackupRetention', settings.databaseBackupRetention, (period) => period.toDays() >= 1, 'Production keeps backups: give Duration.days(1) to Duration.days(35).')
    .check('settings.minCapacity', settings.minCapacity, (count) => count >= 2, 'Production keeps at least two instances.');
}

function checkReplacements(problems: Problems, props: SecureBaselineProps): void {
  if (props.network?.vpc && (props.network.cidr ?? props.network.zones) !== undefined) {
    problems.add({ prop: 'network.vpc', value: props.network.vpc.node.path, remedy: 'Address range and zones are those of the given VPC: leave out cidr and zones.' });
  }
  if (props.notifications?.topic && props.notifications.emailAddresses?.length) {
    problems.add({ prop: 'notifications.emailAddresses', value: props.notifications.emailAddresses, remedy: 'Subscribe them to the given topic where it is made, or leave the topic out.' });
  }
}
