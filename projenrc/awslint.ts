import { JsonFile, type awscdk } from 'projen';

/** The rules of awslint that do not apply to this package. */
const RULES: Record<string, string> = {
  'prefer-ref-interface': 'IBucketRef, IKeyRef and similar interfaces are experimental in the oldest supported CDK version, and have no grant methods and no policies',
  'no-grants': 'grant classes are generated with the L1 constructs of the CDK; the constructs of this package delegate to the grant methods of L2 constructs',
  'resource-interface': 'the buckets and the key extend CDK constructs, and are accepted as IBucket or IKey',
};

/** The findings that are accepted for a type or a member. */
const FINDINGS: Record<string, Record<string, string>> = {
  'props-physical-name': {
    EncryptionKeyProps: 'a key has no physical name; users can add an alias',
    HardenedBucketProps: 'CloudFormation generates the name, because the name of a retained bucket would conflict with the next stack',
    LoggingBucketProps: 'CloudFormation generates the name, because the name of a retained bucket would conflict with the next stack',
  },
  'ref-via-interface': {
    'DashboardGraph.alarms': 'a graph shows the metric of the alarm, which IAlarm does not have',
  },
  'construct-ctor': {
    MySqlReadReplica: 'only HardenedMySql.addReadReplica creates a replica, which uses most properties of its source',
  },
  'props-no-arn-refs': {
    'WebTierProps.webAclArn': 'the CDK has no interface for a web ACL, and the association requires its ARN',
    'CommonWebTierProps.webAclArn': 'the CDK has no interface for a web ACL, and the association requires its ARN',
  },
};

/** Checks the public API with awslint, the linter of the CDK. */
export function addAwslint(library: awscdk.AwsCdkConstructLibrary): void {
  const findings = Object.entries(FINDINGS).flatMap(([rule, places]) => Object.keys(places).map((place) => `${rule}:${library.package.packageName}.${place}`));
  // The JSON file cannot contain the reasons, which are in this file.
  new JsonFile(library, 'awslint.json', { obj: { exclude: [...Object.keys(RULES), ...findings] }, marker: true });
  library.addPackageIgnore('/awslint.json');
  library.postCompileTask.spawn(library.addTask('awslint', {
    description: 'Checks the public API of the compiled package with awslint, the linter of the CDK',
    // awslint also prints the excluded findings.
    exec: 'bash -o pipefail -c "awslint --no-compile 2>&1 | sed /^skipped/d"',
  }));
}
