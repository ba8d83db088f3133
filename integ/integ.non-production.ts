/**
 * Integration test of the non-production preset: deploys the stack, verifies it, and destroys it with all its resources. The release pipeline deploys the
 * app a second time without the bucket for application data, so that CloudFormation also removes a resource with a function in an update.
 */
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { APP_PROPS, COST_CENTER, INTEG_APPS, OWNER, stage } from './run';
import { SecureBaseline } from '../src';

const { stackName, environmentSuffix } = INTEG_APPS['non-production'];
export const stack = new Stack(new App(APP_PROPS), stackName);
testBaseline(stack, new SecureBaseline(stack, 'Baseline', { environmentSuffix, owner: OWNER, costCenter: COST_CENTER, storage: { enabled: stage !== 'reduced' } }));
