import * as cdk from 'aws-cdk-lib';
import * as internals from '../../../src/common/cdk/internals';
import { internalsProblems } from '../../support/cdk-internals';

describe('undocumented behavior of aws-cdk-lib', () => {
  // `npm run test:consumers` runs the same checks with the newest version of aws-cdk-lib.
  test('works with the installed aws-cdk-lib', () => {
    expect(internalsProblems({ cdk, internals })).toEqual([]);
  });

  test('is reported if it has changed', () => {
    const throwing = () => {
      throw new Error('not a function');
    };
    const changed = { ...internals, recordSuppression: () => undefined, recordAcknowledgements: () => undefined, propertiesOf: throwing, defaultPolicyOf: throwing };
    expect(internalsProblems({ cdk, internals: changed }).map((problem) => problem.split(':')[0]).sort()).toEqual(Object.keys(internals).sort());
  });
});
