/** The non-production preset: deploys, is read back, and destroys without anything left. */
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { APP_PROPS, COST_CENTER, INTEG_APPS, OWNER } from './run';
import { SecureBaseline } from '../src';

const { stackName, environmentSuffix } = INTEG_APPS['non-production'];
export const stack = new Stack(new App(APP_PROPS), stackName);
testBaseline(stack, new SecureBaseline(stack, 'Baseline', { environmentSuffix, owner: OWNER, costCenter: COST_CENTER }));
