import { ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { diffResource } from '@aws-cdk/cloudformation-diff/lib/diff';
import type { BaselineTemplate } from './templates';

/** What an update does with the resources of a stack, by their logical ids. */
export interface Update {
  readonly created: string[];
  readonly removed: string[];
  readonly replaced: string[];
}

/**
 * Properties that the CloudFormation specification lists as possible replacements. According to the reference of the resource type, an update causes
 * an interruption at most.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
const INTERRUPTING = ['BackupRetentionPeriod', 'DBParameterGroupName', 'MultiAZ'].map((property) => `AWS::RDS::DBInstance ${property}`);
const REPLACING = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];

const replacing = new Map<string, boolean>();

/** Whether CloudFormation replaces a resource when a property changes, according to the specification of the resource type. */
export function isReplacedBy(type: string, property: string): boolean {
  const name = `${type} ${property}`;
  if (!replacing.has(name)) {
    replacing.set(name, REPLACING.includes(impactOf(type, property)) && !INTERRUPTING.includes(name));
  }
  return replacing.get(name)!;
}

/** What a change of a property does with a resource, according to the specification of the resource type. */
export function impactOf(type: string, property: string): ResourceImpact {
  const withValue = (value: string) => ({ Type: type, Properties: { [property]: value } });
  return diffResource(withValue('one'), withValue('other')).changeImpact;
}

/** Compares two templates. A property also changes if it refers to a resource that is replaced. */
export function updateOf(before: BaselineTemplate, after: BaselineTemplate): Update {
  const replaced = new Set<string>();
  const kept = Object.keys(after.resources).filter((id) => id in before.resources);
  for (let count = -1; count < replaced.size;) {
    count = replaced.size;
    kept.filter((id) => !replaced.has(id) && isReplaced(id, before, after, replaced)).forEach((id) => replaced.add(id));
  }
  return {
    created: Object.keys(after.resources).filter((id) => !(id in before.resources)),
    removed: Object.keys(before.resources).filter((id) => !(id in after.resources)),
    replaced: [...replaced],
  };
}

function isReplaced(id: string, before: BaselineTemplate, after: BaselineTemplate, replaced: Set<string>): boolean {
  const [one, other] = [before.resources[id], after.resources[id]];
  const changed = [...new Set([...Object.keys(one.properties), ...Object.keys(other.properties)])].filter((name) =>
    one.properties[name] !== other.properties[name] || (other.references[name] ?? []).some((target) => replaced.has(target)));
  return one.type !== other.type || changed.some((name) => isReplacedBy(other.type, name));
}
