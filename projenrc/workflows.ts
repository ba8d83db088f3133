import { Component, JsonPatch, type awscdk, type YamlFile } from 'projen';
import { pinActions } from './actions';
import { Build } from './build';
import { Hardening } from './hardening';
import { ReleaseWorkflow } from './release';

/** Adds all workflows in .github/workflows. */
export function addWorkflows(library: awscdk.AwsCdkConstructLibrary): void {
  pinActions(library.github!);
  new Build(library);
  new ReleaseWorkflow(library);
  new TitleLint(library);
  // Last, because it changes the jobs of the other components.
  new Hardening(library.github!);
}

/**
 * Runs the title check in the context of the pull request.
 * `pull_request_target`, the default of projen, would grant pull requests from forks the permissions of main.
 */
class TitleLint extends Component {
  constructor(library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    const file = library.github!.tryFindWorkflow('pull-request-lint')!.file as YamlFile;
    file.patch(JsonPatch.replace('/on', { pull_request: { types: ['opened', 'reopened', 'synchronize', 'edited'] } }));
    file.patch(JsonPatch.replace('/jobs/validate/permissions', { 'pull-requests': 'read' }));
  }
}
