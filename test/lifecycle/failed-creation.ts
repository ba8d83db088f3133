import { isProtected } from './resource-types';
import { read } from './templates';
import { ofType, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { writersIn } from '../baseline/writers';
import { DependencyGraph } from '../support/dependencies';

/** What remains in the account when the creation of a resource fails, and CloudFormation has rolled back the creation of the stack. */
export interface Remains {
  /** The resources that CloudFormation cannot delete, so that the stack ends in ROLLBACK_FAILED. */
  readonly stuck: string[];
  /** The resources that remain according to their deletion policies. */
  readonly retained: string[];
}

/** The policies with which a resource of a stack whose creation fails is deleted completely. */
const DELETED = ['Delete', 'RetainExceptOnCreate'];

/**
 * Models the rollback of a failed creation, by the logical id of the resource that fails. CloudFormation creates resources that do not depend on each
 * other at the same time. In the worst case, all resources that do not depend on the failing one have been created before.
 *
 * CloudFormation cannot delete a bucket that contains objects. In the worst case, each writer has written already: CloudTrail, AWS Config and Elastic
 * Load Balancing write an object when they are configured.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function modelFailedCreations(preset: SynthesizedBaseline): Map<string, Remains> {
  const graph = new DependencyGraph(preset.template);
  const { resources } = read(preset);
  const writers = writersIn(preset);
  const emptiers = new Map(ofType(preset, 'Custom::EmptyOnDelete').map(([id, { Properties }]): [bucket: string, emptier: string] => [Properties.BucketName.Ref, id]));
  const ids = Object.keys(resources);

  return new Map(ids.map((failing) => {
    const dependents = new Set([failing, ...graph.dependents(failing)]);
    const created = new Set(ids.filter((id) => !dependents.has(id)));
    const isEmptied = (bucket: string) => created.has(emptiers.get(bucket) ?? '');
    const filled = writers.filter(({ writer }) => created.has(writer)).map(({ bucket }) => bucket);
    return [failing, {
      stuck: [...created].filter((id) => isProtected(resources[id]) || (filled.includes(id) && !isEmptied(id))),
      retained: [...created].filter((id) => !DELETED.includes(resources[id].onDelete)),
    }];
  }));
}
