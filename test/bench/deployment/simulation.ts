import { DURATIONS, type Duration } from './durations';
import type { DependencyGraph } from '../../support/dependencies';

/** Chooses the duration of the resource with the logical id. */
export type Choice = (duration: Duration, id: string) => number;

/** A simulated first deployment: when each resource is complete, in seconds after the start. */
export interface Deployment {
  readonly seconds: number;
  readonly finish: ReadonlyMap<string, number>;
}

/** The checks that can fail a deployment. What depends on one of them depends on it by a decision of this package, not by a requirement of AWS. */
const CHECKS = ['Custom::ConfigPreCheck', 'Custom::DataLossCheck'];

export const expected: Choice = ({ expected: seconds }) => seconds;

/**
 * Simulates the first deployment of a template. CloudFormation starts to create a resource when its dependencies are complete. The number of resources
 * that it creates at the same time is not limited in the simulation.
 *
 * @param hasChecks whether resources wait for the checks. Without them, the result is the shortest deployment that AWS allows.
 */
export function deploy(graph: DependencyGraph, hasChecks: boolean, choose: Choice = expected): Deployment {
  const finish = new Map<string, number>();
  const isChecked = (id: string) => CHECKS.includes(graph.typeOf(id));
  const finishOf = (id: string): number => {
    const known = finish.get(id);
    if (known !== undefined) {
      return known;
    }
    const start = Math.max(0, ...graph.directDependencies(id).filter((one) => hasChecks || !isChecked(one)).map(finishOf));
    finish.set(id, start + choose(durationOf(graph.typeOf(id)), id));
    return finish.get(id)!;
  };
  return { seconds: Math.max(...graph.ids().map(finishOf)), finish };
}

/** Returns the logical ids of the resources that determine when a resource is complete, from the first to the last. */
export function pathTo(graph: DependencyGraph, { finish }: Deployment, id: string): string[] {
  const [last] = graph.directDependencies(id).sort((one, other) => finish.get(other)! - finish.get(one)!);
  return [...last ? pathTo(graph, { finish, seconds: 0 }, last) : [], id];
}

function durationOf(type: string): Duration {
  const duration = DURATIONS[type];
  if (!duration) {
    throw new Error(`The duration of ${type} is missing in test/bench/deployment/durations.ts`);
  }
  return duration;
}
