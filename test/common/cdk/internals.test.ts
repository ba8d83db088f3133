import * as cdk from 'aws-cdk-lib';
import * as internals from '../../../src/common/cdk/internals';
import { internalsProblems } from '../../support/cdk-internals';

describe('what aws-cdk-lib does not document', () => {
  // `npm run test:consumers` tries the same with the newest aws-cdk-lib.
  test('works with the installed aws-cdk-lib', () => {
    expect(internalsProblems({ cdk, internals })).toEqual([]);
  });

  test('is reported if it works no longer', () => {
    const throwing = () => {
      throw new Error('it is no function');
    };
    const changed = { ...internals, recordSuppression: () => undefined, recordAcknowledgements: () => undefined, defaultPolicyOf: throwing };
    expect(internalsProblems({ cdk, internals: changed }).map((problem) => problem.split(':')[0]).sort()).toEqual(Object.keys(internals).sort());
  });
});
