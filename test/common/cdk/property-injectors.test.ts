import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PropertyInjectors, Stack, type IPropertyInjector } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EncryptionKey, HardenedBucket, NotificationTopic } from '../../../src';
import { baselineIn, production, productionProps } from '../../baseline/presets-under-test';
import { allSources, importsOf } from '../../house/sources';
import { STANDALONE_CONSTRUCTS } from '../../support/standalone';
import { newStack, templateOf } from '../../support/templates';

type Exports = Record<string, { readonly PROPERTY_INJECTION_ID?: string } | undefined>;

/** The ids of all classes with property injection in the modules of aws-cdk-lib that src imports. */
const MODULES = new Set(allSources().flatMap((source) => importsOf(source).map(({ module }) => module)).filter((module) => module.startsWith('aws-cdk-lib/')));
const INJECTABLE = [...MODULES].flatMap((module) => Object.values(jest.requireActual<Exports>(module)))
  .flatMap((exported) => exported?.PROPERTY_INJECTION_ID ?? []);

/** Replaces all props by the opposite of what the package sets, and by props that open or delete the resource. */
const HOSTILE_PROPS = {
  versioned: false,
  publicReadAccess: true,
  autoDeleteObjects: true,
  enforceSSL: false,
  encryption: undefined,
  websiteIndexDocument: 'index.html',
  enableKeyRotation: false,
  enabled: false,
  environment: { AWS_ENDPOINT_URL: 'https://example.com' },
  reservedConcurrentExecutions: 0,
  retention: 1,
  actionsEnabled: false,
  allowAllOutbound: true,
  deletionProtection: false,
  managedPolicies: [{ managedPolicyArn: 'AdministratorAccess' }],
};

/** Adds a hostile injector for every class to the scope, and returns the ids of the classes whose injectors were called. */
function addHostileInjectors(scope: Construct): Set<string> {
  const called = new Set<string>();
  const injectorOf = (constructUniqueId: string): IPropertyInjector => ({
    constructUniqueId,
    inject: () => {
      called.add(constructUniqueId);
      return HOSTILE_PROPS;
    },
  });
  PropertyInjectors.of(scope).add(...INJECTABLE.map(injectorOf));
  return called;
}

const infosIn = (stack: Stack) => stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:info').map(({ data }) => String(data));

describe('property injectors that replace all props', () => {
  test('do not change a baseline, with the classes that it uses', () => {
    const stack = newStack();
    const called = addHostileInjectors(stack.node.root as Stack);
    baselineIn(stack, productionProps(stack));
    expect(Template.fromStack(stack).toJSON()).toEqual(production.template.toJSON());
    expect([...called]).toEqual(expect.arrayContaining([Bucket, Key, Function, LogGroup, Queue, Role, Topic].map(({ PROPERTY_INJECTION_ID }) => PROPERTY_INJECTION_ID)));
  });

  test.each(STANDALONE_CONSTRUCTS)('do not change %s', (_, build) => {
    const stack = newStack();
    addHostileInjectors(stack);
    build(stack);
    expect(Template.fromStack(stack).toJSON()).toEqual(templateOf(build).toJSON());
  });

  test('change other constructs in the same scope', () => {
    const stack = newStack();
    PropertyInjectors.of(stack.node.root).add({ constructUniqueId: Bucket.PROPERTY_INJECTION_ID, inject: (props) => ({ ...props, bucketName: 'injected' }) });
    new HardenedBucket(stack, 'First');
    new Bucket(stack, 'Own');
    new HardenedBucket(stack, 'Second');
    const names = Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket')).map(({ Properties }) => Properties?.BucketName);
    expect(names).toEqual([undefined, 'injected', undefined]);
    expect(infosIn(stack)).toEqual(['First', 'Second'].map((id) => expect.stringContaining(`sets bucketName of Stack/${id}, which is ignored`)));
  });

  test('change other constructs in a scope whose injector is added later', () => {
    const stack = newStack();
    const inject = (bucketName: string): IPropertyInjector => ({ constructUniqueId: Bucket.PROPERTY_INJECTION_ID, inject: (props) => ({ ...props, bucketName }) });
    PropertyInjectors.of(stack).add(inject('old'));
    new HardenedBucket(stack, 'First');
    PropertyInjectors.of(stack).add(inject('new'));
    new HardenedBucket(stack, 'Second');
    new Bucket(stack, 'Own');
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 3);
    expect(Object.values(Template.fromStack(stack).findResources('AWS::S3::Bucket', { Properties: { BucketName: 'new' } }))).toHaveLength(1);
  });
});

describe('property injectors that restrict roles', () => {
  const boundaryArn = 'arn:aws:iam::111122223333:policy/boundary';
  const rolesWith = (props: object) => {
    const stack = newStack();
    PropertyInjectors.of(stack).add({ constructUniqueId: Role.PROPERTY_INJECTION_ID, inject: (original) => ({ ...original, ...props }) });
    baselineIn(stack);
    return { stack, roles: Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')).map(({ Properties }) => Properties) };
  };

  test('set the permissions boundary and the path of all roles, without an info', () => {
    const { roles, stack } = rolesWith({ permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(newStack(), 'Boundary', boundaryArn), path: '/baseline/' });
    expect(roles.length).toBeGreaterThan(3);
    expect(new Set(roles.map(({ PermissionsBoundary, Path }) => `${PermissionsBoundary} ${Path}`))).toEqual(new Set([`${boundaryArn} /baseline/`]));
    expect(infosIn(stack).filter((info) => info.includes('property injector'))).toEqual([]);
  });
});

test('property injectors that change nothing cause no info', () => {
  const stack = newStack();
  const inject = (props: object) => props;
  PropertyInjectors.of(stack).add({ constructUniqueId: Key.PROPERTY_INJECTION_ID, inject }, { constructUniqueId: Bucket.PROPERTY_INJECTION_ID, inject });
  new NotificationTopic(stack, 'Topic');
  new HardenedBucket(stack, 'Bucket', { encryptionKey: new EncryptionKey(stack, 'Key') });
  expect(infosIn(stack)).toEqual([]);
});
