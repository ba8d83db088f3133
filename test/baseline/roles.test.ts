import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import { ofType, PRESETS, productionProps, synthesize } from './presets-under-test';
import { EnvironmentType } from '../../src';

const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
const boundaryIn = (stack: Stack) => ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY);
const TYPES = [EnvironmentType.PRODUCTION, EnvironmentType.NON_PRODUCTION];

describe.each(TYPES)('in %s', (environmentType) => {
  test('every role has the boundary and the path, those of the functions included', () => {
    const bounded = synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { permissionsBoundary: boundaryIn(stack), path: '/baseline/' } }));
    const roles = ofType(bounded, 'AWS::IAM::Role');
    const ofFunctions = ofType(bounded, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(roles.map(([id]) => id)).toEqual(expect.arrayContaining(ofFunctions));
    for (const [id, { Properties }] of roles) {
      expect([id, Properties.PermissionsBoundary, Properties.Path]).toEqual([id, BOUNDARY, '/baseline/']);
    }
  });

  test('the boundary leaves the path as it is, and the path the boundary', () => {
    const [bounded, moved] = [
      synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { permissionsBoundary: boundaryIn(stack) } })),
      synthesize((stack) => ({ ...productionProps(stack), environmentType, roles: { path: '/baseline/' } })),
    ].map((preset) => ofType(preset, 'AWS::IAM::Role').map(([, { Properties }]) => [Properties.PermissionsBoundary, Properties.Path]));
    expect(bounded).toEqual(bounded.map(() => [BOUNDARY, undefined]));
    expect(moved).toEqual(moved.map(() => [undefined, '/baseline/']));
  });
});

test.each(PRESETS)('in %s no role has a boundary, a path or a name unless asked for', (_name, preset) => {
  for (const [id, { Properties }] of ofType(preset, 'AWS::IAM::Role')) {
    expect([id, Properties.PermissionsBoundary, Properties.Path, Properties.RoleName]).toEqual([id, undefined, undefined, undefined]);
  }
});
