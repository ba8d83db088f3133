import { PARAMETERS, type TemplateParameter } from '../../integ/templates/parameters';
import { templateOf } from '../../integ/templates/template';
import { EnvironmentType } from '../../src';
import { isEmailAddress, isEnvironmentSuffix } from '../../src/common/validation/formats';

const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;

/** Whether CloudFormation would take the value. */
function accepts({ allowedPattern = '', allowedValues, maxLength = 4096 }: TemplateParameter, value: string): boolean {
  return new RegExp(allowedPattern).test(value) && value.length <= maxLength && (allowedValues?.includes(value) ?? true);
}

const TAG_VALUES = { good: ['team-a', 'Team A', 'a@example.com', 'x', 'cost_center:1/2+3=4.5', 'a'.repeat(256)], bad: ['', 'a*b', 'Équipe', 'a\nb', 'a;b', '<b>', 'a'.repeat(257)] };

const CASES: Record<string, { good: string[]; bad: string[] }> = {
  EnvironmentSuffix: {
    good: ['dev', 'a', '1', 'prod-eu', 'x-1-y', 'a'.repeat(20)],
    bad: ['', 'Dev', 'dev_1', '-dev', 'dev-', 'dev--1', 'dev 1', 'dev.1', 'dev\n', 'a'.repeat(21)],
  },
  Owner: TAG_VALUES,
  CostCenter: TAG_VALUES,
  EmailAddress: {
    good: ['security@example.com', 'a.b+c@mail.example.co.uk', "o'neil@example.com"],
    bad: ['', 'security', 'security@', 'security@example', '@example.com', 'a@b@example.com', 'a b@example.com', 'a@example.com, b@example.com', 'a@example..com', `${'a'.repeat(250)}@example.com`],
  },
  AddressRange: {
    good: ['10.0.0.0/16', '10.255.0.0/16', '10.9.0.0/16', '10.42.0.0/16', '10.199.0.0/16', '10.249.0.0/16', '172.16.0.0/16', '172.31.0.0/16', '192.168.0.0/16'],
    bad: ['', '10.0.0.0', '10.0.0.0/8', '10.0.0.0/20', '10.256.0.0/16', '10.01.0.0/16', '10.0.1.0/16', '10.0.0.1/16', '8.8.0.0/16', '172.15.0.0/16', '172.32.0.0/16', '192.169.0.0/16', '10.0.0.0/160'],
  },
  CertificateArn: {
    good: [
      'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      'arn:aws-cn:acm:cn-north-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      'arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
    ],
    bad: ['12345678-1234-1234-1234-123456789012', 'arn:aws:iam::111122223333:server-certificate/x', 'arn:aws:acm:eu-west-1:1111:certificate/x', 'arn:aws:acm:eu-west-1:111122223333:certificate/'],
  },
  DeletionProtection: { good: ['true', 'false'], bad: ['', 'True', 'yes'] },
};

describe.each(Object.values(EnvironmentType))('of the %s template', (type) => {
  const parameters = Object.entries<TemplateParameter>(PARAMETERS[type]);

  describe.each(parameters)('%s', (name, parameter) => {
    test.each(CASES[name].good)('takes %j', (value) => expect(accepts(parameter, value)).toBe(true));

    test.each(CASES[name].bad)('refuses %j', (value) => expect(accepts(parameter, value)).toBe(false));

    test('takes its default', () => {
      const { default: value } = parameter;
      expect(value === undefined || accepts(parameter, value)).toBe(true);
    });
  });
});

test('production needs a certificate, non-production may do without', () => {
  expect([PRODUCTION, NON_PRODUCTION].map((type) => accepts(PARAMETERS[type].CertificateArn, ''))).toEqual([false, true]);
});

test.each([
  ['EnvironmentSuffix', isEnvironmentSuffix],
  ['EmailAddress', isEmailAddress],
] as const)('%s takes and refuses what the construct does', (name, isRight) => {
  const values = [...CASES[name].good, ...CASES[name].bad];
  expect(values.map((value) => [value, accepts(PARAMETERS[PRODUCTION][name], value)])).toEqual(values.map((value) => [value, isRight(value)]));
});

describe.each(Object.values(EnvironmentType))('the template of the %s preset', (type) => {
  const { Metadata, Parameters } = templateOf(type);
  const shown = Object.entries(Parameters).filter(([, { Type }]) => Type === 'String');

  test('says of each parameter what it is for, and what it must be', () => {
    expect(Object.values(Parameters).map(({ Description }) => Description)).toEqual(Object.keys(Parameters).map(() => expect.stringMatching(/^[A-Z].{20,}\.$/)));
    expect(shown.map(([, { ConstraintDescription }]) => ConstraintDescription)).toEqual(shown.map(() => expect.stringMatching(/^must be /)));
    expect(shown.filter(([, { AllowedPattern, AllowedValues }]) => !AllowedPattern && !AllowedValues)).toEqual([]);
    expect(shown.map(([, { AllowedPattern }]) => AllowedPattern).filter((pattern) => pattern && !/^\^.*\$$/.test(pattern))).toEqual([]);
  });

  test('shows its parameters in groups, each under a label', () => {
    const { ParameterGroups, ParameterLabels } = Metadata['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[]; ParameterLabels: Record<string, { default: string }>;
    };
    const names = Object.keys(Parameters).sort();
    expect(ParameterGroups.flatMap(({ Parameters: grouped }) => grouped).sort()).toEqual(names);
    expect(Object.keys(ParameterLabels).sort()).toEqual(names);
  });

  test('has a protection to lift only where it is production', () => {
    expect('DeletionProtection' in Parameters).toBe(type === PRODUCTION);
  });
});
