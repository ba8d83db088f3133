import { Component, JsonPatch, type YamlFile } from 'projen';
import type { GitHub, GithubWorkflow } from 'projen/lib/github';
import type { Job, JobStep } from 'projen/lib/github/workflows-model';

const TIMEOUT_MINUTES = 30;

/** Applies security settings to every job of every workflow, including the workflows of projen. */
export class Hardening extends Component {
  constructor(private readonly github: GitHub) {
    super(github.project);
  }

  public override preSynthesize(): void {
    this.github.workflows.forEach((workflow) => this.harden(workflow));
  }

  private harden(workflow: GithubWorkflow): void {
    // No permissions by default. Each job declares its permissions.
    (workflow.file as YamlFile).patch(JsonPatch.add('/permissions', {}));
    for (const [id, job] of Object.entries(workflow.jobs)) {
      if ('steps' in job) {
        workflow.updateJob(id, { ...job, timeoutMinutes: job.timeoutMinutes ?? TIMEOUT_MINUTES, steps: stepsOf(job).map(withoutCredentials) });
      }
    }
  }
}

/** The steps of a job. projen defines the steps of some jobs as a function. */
export function stepsOf({ steps }: Pick<Job, 'steps'>): JobStep[] {
  return typeof steps === 'function' ? (steps as () => JobStep[])() : steps;
}

/** Prevents the checkout from storing the token in .git/config, where later steps can read it. */
function withoutCredentials(step: JobStep): JobStep {
  return step.uses?.startsWith('actions/checkout') ? { ...step, with: { ...step.with, 'persist-credentials': false } } : step;
}
