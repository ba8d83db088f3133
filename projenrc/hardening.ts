import { Component, JsonPatch, type YamlFile } from 'projen';
import type { GitHub, GithubWorkflow } from 'projen/lib/github';
import type { Job, JobStep } from 'projen/lib/github/workflows-model';

const TIMEOUT_MINUTES = 30;

/** What holds for every job of every workflow, also for those that projen adds. */
export class Hardening extends Component {
  constructor(private readonly github: GitHub) {
    super(github.project);
  }

  public override preSynthesize(): void {
    this.github.workflows.forEach((workflow) => this.harden(workflow));
  }

  private harden(workflow: GithubWorkflow): void {
    // A job has what it asks for, and nothing by default.
    (workflow.file as YamlFile).patch(JsonPatch.add('/permissions', {}));
    for (const [id, job] of Object.entries(workflow.jobs)) {
      if ('steps' in job) {
        workflow.updateJob(id, { ...job, timeoutMinutes: job.timeoutMinutes ?? TIMEOUT_MINUTES, steps: stepsOf(job).map(withoutCredentials) });
      }
    }
  }
}

/** projen gives the steps of some jobs by a function. */
export function stepsOf({ steps }: Pick<Job, 'steps'>): JobStep[] {
  return typeof steps === 'function' ? (steps as () => JobStep[])() : steps;
}

/** Otherwise the token stays in .git/config, where every later step can read it. */
function withoutCredentials(step: JobStep): JobStep {
  return step.uses?.startsWith('actions/checkout') ? { ...step, with: { ...step.with, 'persist-credentials': false } } : step;
}
