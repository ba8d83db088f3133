import { isTaken, type PlannedDeployment } from './account';
import { nameOf } from './resource-types';
import type { Resource } from './templates';
import type { DataLossCheckProperties } from '../../src/baseline/data-loss-check/resource-properties';
import { rejectLosses } from '../../src/baseline/data-loss-check/runtime/losses';

/** A reason for which AWS, or a function of the baseline, refuses a deployment. */
interface Refusal {
  readonly name: string;
  /** A part of the message, and the page that explains it. */
  readonly message: string;
  readonly page: string;
  /** The dimensions whose changes can cause it. */
  readonly changes: readonly string[];
  readonly applies: (planned: PlannedDeployment) => boolean;
}

const DATABASE = 'AWS::RDS::DBInstance';
const RECORDER = 'AWS::Config::ConfigurationRecorder';
const TROUBLESHOOTING = 'docs/troubleshooting.md';

/** Returns the resources of a type in both templates. */
function pairs({ before, after }: PlannedDeployment, type: string): [Resource, Resource][] {
  return Object.keys(after.resources).filter((id) => after.resources[id].type === type && id in before.resources)
    .map((id) => [before.resources[id], after.resources[id]]);
}

function versionOf({ properties }: Resource): number {
  return Number(/\d+\.\d+/.exec(properties.EngineVersion)?.[0]);
}

/** The updates that the function of the baseline rejects, by the beginning of its message. */
const LOSSES = Object.entries({
  'This update would delete the KMS key': ['encryptionKey'],
  'With this update, the data of the stack would no longer be retained:': ['environmentType', 'retainData'],
  'This update would shorten retention periods that are not specified': ['environmentType', 'retention'],
}).map(([message, changes]): Refusal => ({
  name: message,
  message,
  page: TROUBLESHOOTING,
  changes,
  applies: (planned) => pairs(planned, 'Custom::DataLossCheck').some((versions) => messageOf(versions).startsWith(message)),
}));

/** Returns the message with which the function rejects an update, or an empty text. */
function messageOf([one, other]: [Resource, Resource]): string {
  const [before, after] = [one, other].map(({ properties: { KeyArn, ...texts } }) =>
    ({ KeyArn, ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, JSON.parse(value)])) }) as DataLossCheckProperties);
  try {
    rejectLosses(before, after);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

export const REFUSALS: readonly Refusal[] = [
  ...LOSSES,
  {
    name: 'a replaced resource has the same name as before',
    message: 'CloudFormation cannot update a stack when a custom-named resource requires replacing',
    page: TROUBLESHOOTING,
    changes: ['encryptionKey', 'databaseOptions'],
    applies: ({ before, after, update }) => update.replaced.some((id) => {
      const name = nameOf(after.resources[id]);
      return name !== undefined && name === nameOf(before.resources[id]);
    }),
  },
  {
    name: 'a resource that an earlier deployment left has the name of a new resource',
    message: '... already exists',
    page: TROUBLESHOOTING,
    changes: ['trail', 'database', 'databaseOptions', 'masterPassword', 'webTier', 'network', 'environmentSuffix'],
    applies: ({ after, update, living }) => [...update.created, ...update.replaced].some((id) => {
      const name = nameOf(after.resources[id]);
      return name !== undefined && isTaken(name, living);
    }),
  },
  {
    name: 'the recorder would have another name',
    message: 'cannot be renamed to',
    page: TROUBLESHOOTING,
    changes: ['environmentSuffix'],
    applies: (planned) => pairs(planned, RECORDER).some(([one, other]) => one.properties.Name !== other.properties.Name),
  },
  {
    name: 'the recorder of the stack would be deleted by the change to ADOPT',
    message: 'This update would delete the AWS Config recorder of the stack',
    page: TROUBLESHOOTING,
    changes: ['config'],
    applies: (planned) => pairs(planned, 'Custom::ConfigStarter').some(([one, other]) => one.properties.Operation !== '"Adopt"' && other.properties.Operation === '"Adopt"'),
  },
  {
    name: 'the database would have subnets of another VPC',
    message: 'The new Subnets are not in the same Vpc as the existing subnet group',
    page: TROUBLESHOOTING,
    changes: ['network'],
    applies: (planned) => pairs(planned, 'AWS::RDS::DBSubnetGroup').some(hasOtherSubnets),
  },
  {
    name: 'the database would have an earlier version',
    message: 'Cannot upgrade mysql from ... to ...',
    page: TROUBLESHOOTING,
    changes: ['version'],
    applies: (planned) => pairs(planned, DATABASE).some(([one, other]) => versionOf(one) > versionOf(other)),
  },
  {
    name: 'the database would have a newer major version without permission',
    message: '`allowMajorVersionUpgrade: true`',
    page: 'docs/operating-the-database.md',
    changes: ['version'],
    applies: (planned) => pairs(planned, DATABASE).some(([one, other]) => versionOf(one) < versionOf(other) && other.properties.AllowMajorVersionUpgrade !== 'true'),
  },
];

/** Whether none of the subnets of a database would remain. */
function hasOtherSubnets([one, other]: [Resource, Resource]): boolean {
  const subnets = (resource: Resource): string[] => (JSON.parse(resource.properties.SubnetIds) as unknown[]).map((id) => JSON.stringify(id));
  return !subnets(one).some((id) => subnets(other).includes(id));
}

/** Returns the name of the first reason to refuse a deployment. */
export function refusalOf(planned: PlannedDeployment): string | undefined {
  return REFUSALS.find(({ applies }) => applies(planned))?.name;
}
