import { JsonFile, type awscdk } from 'projen';

/** The rules of the CDK's own repository that do not fit this package, everywhere. */
const RULES: Record<string, string> = {
  'prefer-ref-interface': 'IBucketRef, IKeyRef and the like are experimental in the oldest CDK that the package works with, and have neither grants nor policies',
  'no-grants': 'the companion classes are generated beside the L1 constructs of the CDK; the grants here are those of the L2 construct that a construct is made of',
  'resource-interface': 'the buckets and the key extend those of the CDK: whoever takes one takes IBucket or IKey',
};

/** What one rule finds in one place. The names are those of types and members. */
const FINDINGS: Record<string, Record<string, string>> = {
  'props-physical-name': {
    EncryptionKeyProps: 'a key has no name; an alias is given to it where it is wanted',
    HardenedBucketProps: 'a bucket that is kept would block the next stack with its name, so that CloudFormation names it',
    LoggingBucketProps: 'a bucket that is kept would block the next stack with its name, so that CloudFormation names it',
  },
  'ref-via-interface': {
    'DashboardGraph.alarms': 'a graph shows the metric of the alarm, which IAlarm does not have',
  },
  'construct-ctor': {
    MySqlReadReplica: 'only addReadReplica of a HardenedMySql creates one, since it takes most properties from its source',
  },
  'props-no-arn-refs': {
    'WebTierProps.webAclArn': 'the CDK has no construct of a web ACL with an interface, and the association takes its ARN',
    'CommonWebTierProps.webAclArn': 'the CDK has no construct of a web ACL with an interface, and the association takes its ARN',
  },
};

/** The public API is held against the rules of the CDK's own repository. */
export function addAwslint(library: awscdk.AwsCdkConstructLibrary): void {
  const findings = Object.entries(FINDINGS).flatMap(([rule, places]) => Object.keys(places).map((place) => `${rule}:${library.package.packageName}.${place}`));
  // projenrc/awslint.ts has the reasons: the file has no place for them.
  new JsonFile(library, 'awslint.json', { obj: { exclude: [...Object.keys(RULES), ...findings] }, marker: true });
  library.addPackageIgnore('/awslint.json');
  library.postCompileTask.spawn(library.addTask('awslint', {
    description: 'Shows the public API of the package that was compiled to awslint, the linter of the CDK itself',
    // It would list what is excluded, too.
    exec: 'bash -o pipefail -c "awslint --no-compile 2>&1 | sed /^skipped/d"',
  }));
}
