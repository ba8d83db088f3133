import type { Construct } from 'constructs';
import type { Settings } from './presets';
import type { SecureBaselineProps } from './props';
import { checkConfigRecording } from '../audit/validation';
import type { Problems } from '../common/validation/problems';
import { checkWebTier } from '../compute/validation';
import { checkMySql } from '../database/validation';
import { checkThreeTierVpc } from '../network/validation';

/** The settings that the database is made with, by the names that they have there. */
export function databaseSettings(settings: Settings) {
  return {
    instanceType: settings.databaseInstanceType,
    multiAz: settings.databaseMultiAz,
    monitoringInterval: settings.databaseMonitoringInterval,
    enablePerformanceInsights: settings.databaseEnablePerformanceInsights,
    generalLog: settings.databaseGeneralLog,
  };
}

/** The settings that the web tier is made with. */
export function webTierSettings({ minCapacity, maxCapacity, instanceType, detailedMonitoring, deletionProtection }: Settings) {
  return { minCapacity, maxCapacity, instanceType, detailedMonitoring, deletionProtection };
}

/**
 * Checks what the constructs of the pillars would refuse one after the other, each when the one before it is right. What depends on
 * other constructs, such as the VPC, they check when they are made.
 */
export function checkPillars(problems: Problems, scope: Construct, props: SecureBaselineProps, settings: Settings): void {
  const { network = {}, config = {}, database = {}, webTier = {} } = props;
  if (!network.vpc) {
    const made = { interfaceEndpoints: settings.interfaceEndpoints };
    problems.ahead((ahead) => checkThreeTierVpc(ahead, scope, { ...network, ...made }), (prop) => `${prop in made ? 'settings' : 'network'}.${prop}`);
  }
  if (config.enabled !== false) {
    problems.ahead((ahead) => checkConfigRecording(ahead, config), (prop) => `config.${prop}`);
  }
  if (database.enabled !== false) {
    const made = databaseSettings(settings);
    problems.ahead((ahead) => checkMySql(ahead, { ...database, ...made }), (prop) => prop in made ? `settings.database${capitalized(prop)}` : `database.${prop}`);
  }
  if (webTier.enabled !== false) {
    const made = webTierSettings(settings);
    problems.ahead((ahead) => checkWebTier(ahead, scope, { ...webTier, ...made, certificate: props.certificate }),
      (prop) => prop in made ? `settings.${prop}` : prop === 'certificate' ? prop : `webTier.${prop}`);
  }
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
