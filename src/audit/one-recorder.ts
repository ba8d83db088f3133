import { CfnConfigurationRecorder } from 'aws-cdk-lib/aws-config';
import { isSamePlace } from '../common/places';

/** The recorders that look for others themselves. */
const looking = new WeakSet<CfnConfigurationRecorder>();

/**
 * Looks, once all is made, whether the app makes another recorder for the region and account. Of two that look, the later one tells.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export function refuseOtherRecorders(recorder: CfnConfigurationRecorder): void {
  looking.add(recorder);
  recorder.node.addValidation({ validate: () => otherRecorders(recorder) });
}

function otherRecorders(recorder: CfnConfigurationRecorder): string[] {
  const all = recorder.node.root.node.findAll().filter((node): node is CfnConfigurationRecorder => node instanceof CfnConfigurationRecorder);
  const told = all.filter((other, index) => other !== recorder && (index < all.indexOf(recorder) || !looking.has(other)));
  return told.filter((other) => isSamePlace(recorder, other)).map((other) =>
    `${recorder.node.path}: AWS Config has one recorder a region and account, and ${other.node.path} is one already. `
    + 'Leave one of them out: for a second baseline in an account set config.mode to ConfigStarterMode.ADOPT or SKIP.');
}
