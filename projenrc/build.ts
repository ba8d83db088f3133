import { Component, type awscdk } from 'projen';
import { BUILD_MINUTES, checkJobs, TOOLS } from './checks';
import { stepsOf } from './hardening';

/** A pull request: projen's build, which fails when it changes a committed file, and every check beside it. */
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
          // What is built here is thrown away.
          .filter(({ name }) => !['Backup artifact permissions', 'Upload artifact', 'Setup Node.js'].includes(name!))
          // GitHub's own merge of the request, not its branch, is what would be merged.
          .map((step) => (step.name === 'Checkout' ? { ...step, with: undefined } : step)),
        outputs: undefined,
      });
    }
  }
}
