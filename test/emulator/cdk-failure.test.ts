import { failureOf } from '../../integ/demo/cdk';

const EVENT = 'production | 9/40 | 8:08:02 PM | CREATE_COMPLETE | AWS::IAM::Role | Role';
const FAILED_EVENT = 'production | 9/40 | 8:08:03 PM | CREATE_FAILED | Custom::ConfigPreCheck | Default The recorder existing exists already.';
const REPORT = [
  '❌  production failed to deploy',
  '‣ DeploymentError: Resource updates failed:',
  'production/Default  (Custom::ConfigPreCheck Default)',
  '  The recorder existing exists already: adopt it,',
  '  or skip.',
];

describe('error of a failed cdk command', () => {
  test('contains the complete report, even if the CLI printed no event of the failed resource', () => {
    expect(failureOf([EVENT, '', ...REPORT].join('\n'))).toBe(REPORT.join('\n'));
  });

  test('contains only the events of failed resources before the report', () => {
    expect(failureOf([EVENT, FAILED_EVENT, EVENT, ...REPORT].join('\n'))).toBe([FAILED_EVENT, ...REPORT].join('\n'));
  });

  test('contains the last 15 lines if there is no report', () => {
    const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    expect(failureOf(lines.join('\n'))).toBe(lines.slice(5).join('\n'));
  });
});
