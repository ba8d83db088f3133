import type { IConstruct } from 'constructs';
import { stateOf } from '../cdk/construct-state';
import { isSameEnvironment } from '../cdk/environments';

interface SecurityNamespace {
  readonly namespace: string;
  readonly alarms: IConstruct;
}

/** Registers the metric namespace of security alarms. Whoever can publish in the namespace can falsify the metrics of the alarms. */
export function registerSecurityNamespace(alarms: IConstruct, namespace: string): void {
  registeredIn(alarms).push({ namespace, alarms });
}

/** Whether security alarms in the environment of the construct use the namespace. Call this function when all constructs exist. */
export function isSecurityNamespace(scope: IConstruct, namespace: string): boolean {
  return registeredIn(scope).some((one) => one.namespace === namespace && isSameEnvironment(one.alarms, scope));
}

function registeredIn(scope: IConstruct): SecurityNamespace[] {
  return stateOf(scope.node.root, 'securityNamespaces', (): SecurityNamespace[] => []);
}
