import { Component, type awscdk } from 'projen';
import { BUILD_MINUTES, checkJobs, TOOLS } from './checks';
import { stepsOf } from './hardening';

/** The workflow for pull requests: the build of projen, which fails if it changes a committed file, and the checks in parallel. */
export class Build extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    library.buildWorkflow!.workflow.addJobs(checkJobs());
  }

  public override preSynthesize(): void {
    const { workflow } = this.library.buildWorkflow!;
    Object.keys(workflow.jobs).filter((id) => id.startsWith('package-')).forEach((id) => workflow.removeJob(id));
    const build = workflow.getJob('build');
    if ('steps' in build) {
      workflow.updateJob('build', {
        ...build,
        name: 'Build',
        tools: TOOLS.all,
        timeoutMinutes: BUILD_MINUTES,
        steps: stepsOf(build)
          // The workflow does not use the build artifacts.
          .filter(({ name }) => !['Backup artifact permissions', 'Upload artifact', 'Setup Node.js'].includes(name!))
          // Check out the merge commit of the pull request instead of its branch.
          .map((step) => (step.name === 'Checkout' ? { ...step, with: undefined } : step)),
        outputs: undefined,
      });
    }
  }
}
