/** The non-production preset: deploys, is read back, and destroys without anything left. */
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { SecureBaseline } from '../src';

const stack = new Stack(new App({ treeMetadata: false, analyticsReporting: false }), 'secure-baseline-integ-non-production');
testBaseline(stack, new SecureBaseline(stack, 'Baseline', { environmentSuffix: 'integ-dev', owner: 'secure-baseline', costCenter: 'release' }));
