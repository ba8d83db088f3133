import { PARAMETERS, type TemplateParameter } from '../../integ/templates/parameters';
import { templateOf } from '../../integ/templates/template';
import { EnvironmentType } from '../../src';
import { isEmailAddress, isEnvironmentSuffix } from '../../src/common/validation/formats';

const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;

/** Whether CloudFormation accepts the value. */
function accepts({ allowedPattern = '', allowedValues, maxLength = 4096 }: TemplateParameter, value: string): boolean {
  return new RegExp(allowedPattern).test(value) && value.length <= maxLength && (allowedValues?.includes(value) ?? true);
}

const TAG_VALUES = { valid: ['team-a', 'Team A', 'a@example.com', 'x', 'cost_center:1/2+3=4.5', 'a'.repeat(256)], invalid: ['', 'a*b', 'Équipe', 'a\nb', 'a;b', '<b>', 'a'.repeat(257)] };

const CASES: Record<string, { valid: string[]; invalid: string[] }> = {
  EnvironmentSuffix: {
    valid: ['dev', 'a', '1', 'prod-eu', 'x-1-y', 'a'.repeat(20)],
    invalid: ['', 'Dev', 'dev_1', '-dev', 'dev-', 'dev--1', 'dev 1', 'dev.1', 'dev\n', 'a'.repeat(21)],
  },
  Owner: TAG_VALUES,
  CostCenter: TAG_VALUES,
  EmailAddress: {
    valid: ['security@example.com', 'a.b+c@mail.example.co.uk', "o'neil@example.com"],
    invalid: ['', 'security', 'security@', 'security@example', '@example.com', 'a@b@example.com', 'a b@example.com', 'a@example.com, b@example.com', 'a@example..com', `${'a'.repeat(250)}@example.com`],
  },
  AddressRange: {
    valid: ['10.0.0.0/16', '10.255.0.0/16', '10.9.0.0/16', '10.42.0.0/16', '10.199.0.0/16', '10.249.0.0/16', '172.16.0.0/16', '172.31.0.0/16', '192.168.0.0/16'],
    invalid: ['', '10.0.0.0', '10.0.0.0/8', '10.0.0.0/20', '10.256.0.0/16', '10.01.0.0/16', '10.0.1.0/16', '10.0.0.1/16', '8.8.0.0/16', '172.15.0.0/16', '172.32.0.0/16', '192.169.0.0/16', '10.0.0.0/160'],
  },
  CertificateArn: {
    valid: [
      'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      'arn:aws-cn:acm:cn-north-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      'arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
    ],
    invalid: ['12345678-1234-1234-1234-123456789012', 'arn:aws:iam::111122223333:server-certificate/x', 'arn:aws:acm:eu-west-1:1111:certificate/x', 'arn:aws:acm:eu-west-1:111122223333:certificate/'],
  },
  DeletionProtection: { valid: ['true', 'false'], invalid: ['', 'True', 'yes'] },
};

describe.each(Object.values(EnvironmentType))('of the %s template', (type) => {
  const parameters = Object.entries<TemplateParameter>(PARAMETERS[type]);

  describe.each(parameters)('%s', (name, parameter) => {
    test.each(CASES[name].valid)('accepts %j', (value) => expect(accepts(parameter, value)).toBe(true));

    test.each(CASES[name].invalid)('rejects %j', (value) => expect(accepts(parameter, value)).toBe(false));

    test('accepts its default', () => {
      const { default: value } = parameter;
      expect(value === undefined || accepts(parameter, value)).toBe(true);
    });
  });
});

test('the certificate is required in production and optional in non-production', () => {
  expect([PRODUCTION, NON_PRODUCTION].map((type) => accepts(PARAMETERS[type].CertificateArn, ''))).toEqual([false, true]);
});

test.each([
  ['EnvironmentSuffix', isEnvironmentSuffix],
  ['EmailAddress', isEmailAddress],
] as const)('%s accepts the same values as the prop of the construct', (name, isValid) => {
  const values = [...CASES[name].valid, ...CASES[name].invalid];
  expect(values.map((value) => [value, accepts(PARAMETERS[PRODUCTION][name], value)])).toEqual(values.map((value) => [value, isValid(value)]));
});

describe.each(Object.values(EnvironmentType))('the template of the %s preset', (type) => {
  const { Metadata, Parameters } = templateOf(type);
  const stringParameters = Object.entries(Parameters).filter(([, { Type }]) => Type === 'String');

  test('describes the purpose and the constraint of each parameter', () => {
    expect(Object.values(Parameters).map(({ Description }) => Description)).toEqual(Object.keys(Parameters).map(() => expect.stringMatching(/^[A-Z].{20,}\.$/)));
    expect(stringParameters.map(([, { ConstraintDescription }]) => ConstraintDescription)).toEqual(stringParameters.map(() => expect.stringMatching(/^must be /)));
    expect(stringParameters.filter(([, { AllowedPattern, AllowedValues }]) => !AllowedPattern && !AllowedValues)).toEqual([]);
    expect(stringParameters.map(([, { AllowedPattern }]) => AllowedPattern).filter((pattern) => pattern && !/^\^.*\$$/.test(pattern))).toEqual([]);
  });

  test('has a group and a label for each parameter', () => {
    const { ParameterGroups, ParameterLabels } = Metadata['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[]; ParameterLabels: Record<string, { default: string }>;
    };
    const names = Object.keys(Parameters).sort();
    expect(ParameterGroups.flatMap(({ Parameters: grouped }) => grouped).sort()).toEqual(names);
    expect(Object.keys(ParameterLabels).sort()).toEqual(names);
  });

  test('has a parameter for deletion protection in production only', () => {
    expect('DeletionProtection' in Parameters).toBe(type === PRODUCTION);
  });
});
