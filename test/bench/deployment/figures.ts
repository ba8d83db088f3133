import { deploy, pathTo } from './simulation';
import type { DependencyGraph } from '../../support/dependencies';

/** The duration of a deployment with the checks may exceed that of a deployment without them by 3%, with expected durations. */
export const MAX_RATIO = 1.03;
/** With random durations, at most this part of the deployments may exceed the limit. */
export const MAX_SHARE_ABOVE = 0.1;
const DRAWS = 500;

/** The result of the simulation of a first deployment. */
export interface Figures {
  /** The duration, in seconds, and that of a deployment without the checks. */
  readonly seconds: number;
  readonly floor: number;
  /** When the pre-check rejects the deployment to an account with another recorder, in seconds. */
  readonly refusal: number;
  readonly databaseStart: number;
  /** The part of the deployments with random durations whose ratio is above the limit. */
  readonly shareAbove: number;
  readonly path: string[];
}

export function figuresOf(graph: DependencyGraph): Figures {
  const [checked, floor] = [deploy(graph, true), deploy(graph, false)];
  const last = graph.ids().find((id) => checked.finish.get(id) === checked.seconds)!;
  const databaseDependencies = graph.directDependencies(graph.idOf('AWS::RDS::DBInstance'));
  return {
    seconds: checked.seconds,
    floor: floor.seconds,
    refusal: checked.finish.get(graph.idOf('Custom::ConfigPreCheck'))!,
    databaseStart: Math.max(...databaseDependencies.map((id) => checked.finish.get(id)!)),
    shareAbove: shareAbove(graph),
    path: pathTo(graph, checked, last),
  };
}

/** Returns the missed targets. */
export function missedTargets({ seconds, floor, shareAbove: share }: Figures): string[] {
  return [
    ...seconds / floor > MAX_RATIO ? [`The checks extend the deployment to ${(seconds / floor).toFixed(3)} of its duration without them, and at most ${MAX_RATIO} is allowed`] : [],
    ...share > MAX_SHARE_ABOVE ? [`${Math.round(share * 100)}% of the deployments with random durations exceed ${MAX_RATIO}, and at most ${MAX_SHARE_ABOVE * 100}% are allowed`] : [],
  ];
}

/** Draws the duration of each resource between its limits, with the same numbers in each run. */
function shareAbove(graph: DependencyGraph): number {
  const random = randomNumbers(1);
  const above = Array.from({ length: DRAWS }, () => {
    const durations = new Map(graph.ids().map((id) => [id, random()]));
    const ratios = [true, false].map((hasChecks) => deploy(graph, hasChecks, ({ min, max }, id) => min + (max - min) * durations.get(id)!).seconds);
    return ratios[0] / ratios[1] > MAX_RATIO;
  });
  return above.filter(Boolean).length / DRAWS;
}

/** The linear congruential generator of Numerical Recipes. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

