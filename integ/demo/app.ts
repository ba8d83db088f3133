/**
 * The CDK app of the demo: one stack with the baseline. The context value `preset` selects the preset, `snapshotIdentifier` adds a stack that
 * restores the snapshot, and `failsLate` makes the creation of the stack fail, and
 * `accountSettings=report` leaves the settings of the account as they are.
 */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { COST_CENTER, ENVIRONMENTS, OWNER } from './environments';
import { failLate } from './failing-stack';
import { restoreDatabase } from './restored-stack';
import { GuardrailMode, SecureBaseline, type SecureBaselineProps } from '../../src';

const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const environment = ENVIRONMENTS.find(({ preset }) => preset === context('preset'))!;
const { stackName, environmentSuffix, environmentType } = environment;
const certificateArn = context('certificateArn');

const stack = new Stack(app, stackName);
const props: SecureBaselineProps = {
  environmentSuffix,
  environmentType,
  owner: OWNER,
  costCenter: COST_CENTER,
  certificate: certificateArn ? Certificate.fromCertificateArn(stack, 'Certificate', certificateArn) : undefined,
  deletionProtection: context('deletionProtection') === 'false' ? false : undefined,
  database: environment.database,
  account: context('accountSettings') === 'report' ? { mode: GuardrailMode.REPORT } : undefined,
};
if (context('failsLate')) {
  failLate(stack, props);
} else {
  new SecureBaseline(stack, 'Baseline', props);
}

const snapshotIdentifier = context('snapshotIdentifier');
if (snapshotIdentifier) {
  const allocatedStorage = context('allocatedStorage');
  restoreDatabase(new Stack(app, `${stackName}-restored`), environment, { snapshotIdentifier, allocatedStorage: allocatedStorage ? Number(allocatedStorage) : undefined });
}
