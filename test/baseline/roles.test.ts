import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { ofType, PRESETS, productionProps, synthesize } from './presets-under-test';
import { EnvironmentType } from '../../src';

const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
const boundaryIn = (stack: Stack) => ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY);
const TYPES = [EnvironmentType.PRODUCTION, EnvironmentType.NON_PRODUCTION];

describe.each(TYPES)('in %s', (environmentType) => {
  test('every role, including the roles of functions, has the permissions boundary and the path', () => {
    const preset = synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { permissionsBoundary: boundaryIn(stack), path: '/baseline/' } }));
    const roles = ofType(preset, 'AWS::IAM::Role');
    const ofFunctions = ofType(preset, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(roles.map(([id]) => id)).toEqual(expect.arrayContaining(ofFunctions));
    for (const [id, { Properties }] of roles) {
      expect([id, Properties.PermissionsBoundary, Properties.Path]).toEqual([id, BOUNDARY, '/baseline/']);
    }
  });

  test('the permissions boundary does not change the path, and the path does not change the permissions boundary', () => {
    const [withBoundary, withPath] = [
      synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { permissionsBoundary: boundaryIn(stack) } })),
      synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { path: '/baseline/' } })),
    ].map((preset) => ofType(preset, 'AWS::IAM::Role').map(([, { Properties }]) => [Properties.PermissionsBoundary, Properties.Path]));
    expect(withBoundary).toEqual(withBoundary.map(() => [BOUNDARY, undefined]));
    expect(withPath).toEqual(withPath.map(() => [undefined, '/baseline/']));
  });
});

test.each(PRESETS)('in %s no role has a permissions boundary, a path or a name by default', (_name, preset) => {
  for (const [id, { Properties }] of ofType(preset, 'AWS::IAM::Role')) {
    expect([id, Properties.PermissionsBoundary, Properties.Path, Properties.RoleName]).toEqual([id, undefined, undefined, undefined]);
  }
});
