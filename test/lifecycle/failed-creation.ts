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

/** The types of the resources on whose behalf a service writes an object as soon as they are configured. */
export const IMMEDIATE_WRITERS = ['AWS::Config::DeliveryChannel', 'AWS::ElasticLoadBalancingV2::LoadBalancer'];

/**
 * Models the rollback of a failed creation: what remains of the resources that were created before, by their logical ids. CloudFormation cannot delete
 * a bucket that contains objects.
 * @param writerTypes the types of the resources that have written objects
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function modelRollback(preset: SynthesizedBaseline, writerTypes?: readonly string[]): (created: readonly string[]) => Remains {
  const { resources } = read(preset);
  const writers = writersIn(preset).filter(({ type }) => writerTypes?.includes(type) ?? true);
  const emptiers = new Map(ofType(preset, 'Custom::EmptyOnDelete').map(([id, { Properties }]): [bucket: string, emptier: string] => [Properties.BucketName.Ref, id]));
  return (created) => {
    const isEmptied = (bucket: string) => created.includes(emptiers.get(bucket) ?? '');
    const filled = writers.filter(({ writer }) => created.includes(writer)).map(({ bucket }) => bucket);
    return {
      stuck: created.filter((id) => isProtected(resources[id]) || (filled.includes(id) && !isEmptied(id))),
      retained: created.filter((id) => !DELETED.includes(resources[id].onDelete)),
    };
  };
}

/**
 * Models the failure of each resource, by its logical id. CloudFormation creates resources that do not depend on each other at the same time. In the
 * worst case, all resources that do not depend on the failing one have been created before, and all writers have written objects.
 */
export function modelFailedCreations(preset: SynthesizedBaseline): Map<string, Remains> {
  const graph = new DependencyGraph(preset.template);
  const remainsOf = modelRollback(preset);
  const ids = Object.keys(preset.resources);
  return new Map(ids.map((failing) => {
    const dependents = new Set([failing, ...graph.dependents(failing)]);
    return [failing, remainsOf(ids.filter((id) => !dependents.has(id)))];
  }));
}
