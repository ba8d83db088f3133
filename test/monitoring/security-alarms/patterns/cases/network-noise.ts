import { BY, call, type Example, refused } from '../records';

/** What every change of a network has beside it that nobody on call should look at. */
export function networkNoise(eventName: string, parameters: object, errorCode: string): { [what: string]: Example } {
  return {
    'a user may not': call('ec2', eventName, parameters, BY.user, refused('Client.UnauthorizedOperation')),
    // The record of a dry run has no parameter that says so.
    'a user tries without effect': call('ec2', eventName, parameters, BY.user, refused('Client.DryRunOperation')),
    'a call fails': call('ec2', eventName, parameters, BY.role, refused(errorCode)),
    'a deployment does it': call('ec2', eventName, parameters, BY.stack),
  };
}
