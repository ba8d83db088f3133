import { BY, call, type Example, failedCall } from '../records';

/** Returns the near misses of a network change that all security events for networks have in common. */
export function networkNearMisses(eventName: string, parameters: object, errorCode: string): { [title: string]: Example } {
  return {
    'a user is denied permission': call('ec2', eventName, parameters, BY.user, failedCall('Client.UnauthorizedOperation')),
    // The event of a dry run does not contain the parameter DryRun.
    'a user performs a dry run': call('ec2', eventName, parameters, BY.user, failedCall('Client.DryRunOperation')),
    'a call fails': call('ec2', eventName, parameters, BY.role, failedCall(errorCode)),
    'a deployment makes the call': call('ec2', eventName, parameters, BY.stack),
  };
}
