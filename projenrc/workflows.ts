import { Component, JsonPatch, type awscdk, type YamlFile } from 'projen';
import { pinActions } from './actions';
import { Build } from './build';
import { Hardening } from './hardening';
import { ReleaseWorkflow } from './release';

/** Everything in .github/workflows. */
export function addWorkflows(library: awscdk.AwsCdkConstructLibrary): void {
  pinActions(library.github!);
  new Build(library);
  new ReleaseWorkflow(library);
  new TitleLint(library);
  // The last, because it looks at what the others made.
  new Hardening(library.github!);
}

/**
 * The request's own context is enough to read its title.
 * `pull_request_target`, projen's default, would give a stranger's request the rights of main.
 */
class TitleLint extends Component {
  constructor(library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    const file = library.github!.tryFindWorkflow('pull-request-lint')!.file as YamlFile;
    file.patch(JsonPatch.replace('/on', { pull_request: { types: ['opened', 'reopened', 'synchronize', 'edited'] } }));
    file.patch(JsonPatch.replace('/jobs/validate/permissions', { 'pull-requests': 'read' }));
  }
}
