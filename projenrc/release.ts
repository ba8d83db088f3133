import { Component, type awscdk } from 'projen';
import type { GithubWorkflow } from 'projen/lib/github';
import { JobPermission, type Job, type JobStep } from 'projen/lib/github/workflows-model';
import { BUILD_MINUTES, CHECK_IDS, checkJobs, CHECKOUT, TOOLS } from './checks';
import { stepsOf } from './hardening';

/** The regions of the integration tests: the oldest region, a region with three Availability Zones, and an opt-in region. */
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-south-1'];
/** Trusted publishing requires the npm version of Node.js 24. */
const PUBLISHERS = { release_npm: { node: { version: '24' } }, release_pypi: TOOLS.nodeAndPython, release_maven: TOOLS.nodeAndJava };
const INTEGRATION = 'integration';
const CLEAN_UP = 'integration_clean_up';
const TAG = 'release_tag';
/** A separate environment, so that the clean-up does not wait for the approval that the integration environment can require. */
const CLEAN_UP_ENVIRONMENT = 'integration-clean-up';

/** The session duration. The maximum session duration of the role must be at least 3 hours. */
const ROLE_SECONDS = 3 * 3600;
/** The timeout of the job, shorter than the session of the role. */
const ACCOUNT_MINUTES = ROLE_SECONDS / 60 - 10;

/** Restricts jobs to main, because users with write access can start the workflow on any branch. */
const ON_MAIN = "github.ref == 'refs/heads/main'";

/** The condition of projen for a release: the tag does not exist, and main has no newer commits. */
const RELEASE_CONDITION = "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha";

/** Disables install scripts of packages in jobs that publish or have access to the AWS account. */
const NO_SCRIPTS = { NPM_CONFIG_IGNORE_SCRIPTS: 'true' };

/** The release workflow: builds once, checks the build, deploys it to an AWS account, and publishes the same build. */
export class ReleaseWorkflow extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    library.release!.addJobs({
      ...checkJobs({ if: ON_MAIN, packages: { if: RELEASE_CONDITION, needs: ['release'], download: DOWNLOAD } }),
      [INTEGRATION]: integration(),
      [CLEAN_UP]: cleanUp(),
      [TAG]: tag(),
    });
  }

  public override preSynthesize(): void {
    const workflow = this.library.github!.tryFindWorkflow('release')!;
    updateJob(workflow, 'release', (job) => ({
      ...job,
      name: 'Build',
      if: ON_MAIN,
      tools: TOOLS.all,
      permissions: { contents: JobPermission.READ },
      timeoutMinutes: BUILD_MINUTES,
      steps: buildSteps(job),
    }));
    Object.entries(PUBLISHERS).forEach(([id, tools]) => updateJob(workflow, id, (job) => ({
      ...job,
      if: publishCondition(job),
      tools,
      needs: ['release', TAG],
      env: { ...job.env, ...NO_SCRIPTS },
      steps: publishingSteps(job, id),
    })));
    updateJob(workflow, 'release_github', (job) => ({
      ...job,
      if: publishCondition(job),
      // The approval of the registries includes the GitHub release, which uses no secret of the environment.
      environment: undefined,
      steps: stepsOf(job).map((step) => (step.id === 'release' ? { ...step, run: GITHUB_RELEASE } : step)),
    }));
  }
}

/** The folder with the lock files of the publishing tools. */
const PUBLISHING_TOOLS = '.ci/publish';

/**
 * Returns the steps of a job that publishes. The job checks out only the lock files of the publishing tools, because other code and dependencies could
 * change the checked packages.
 */
function publishingSteps(job: Job, id: string): JobStep[] {
  const [download, restore, release] = ['download_build_artifacts', 'restore_build_artifact_permissions', 'release']
    .map((step) => stepsOf(job).find((one) => one.id === step)!);
  return [
    { ...CHECKOUT, name: 'Check out the lock files of the publishing tools', with: { ...CHECKOUT.with, 'sparse-checkout': PUBLISHING_TOOLS } },
    { name: 'Install the publishing tools', run: `npm ci --ignore-scripts --prefix ${PUBLISHING_TOOLS}` },
    ...(id === 'release_pypi' ? [INSTALL_PYTHON_TOOLS] : []),
    download,
    restore,
    {
      ...release,
      run: `${PUBLISHING_TOOLS}/node_modules/.bin/${id.replace('release_', 'publib-')}`,
      // publib installs its Python tools itself. Without the index, pip uses those that are installed.
      env: { ...release.env, ...(id === 'release_pypi' ? { PIP_NO_INDEX: '1' } : {}) },
    },
  ];
}

const INSTALL_PYTHON_TOOLS: JobStep = {
  name: 'Install the Python tools of publib',
  run: `python3 -m pip install --user --require-hashes -r ${PUBLISHING_TOOLS}/requirements.txt`,
};

const DOWNLOAD: JobStep = {
  name: 'Download the build artifacts',
  uses: 'actions/download-artifact',
  with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' },
};

/** Creates the tag. GitHub rejects the request if newer commits of main changed the workflows. Nothing is published at that time. */
const CREATE_TAG = [
  'tag=$(cat dist/releasetag.txt)',
  'commit=$(gh api "repos/$GITHUB_REPOSITORY/commits/tags/$tag" --jq .sha 2>/dev/null) || commit=none',
  'if [ "$commit" = none ]; then',
  '  gh api "repos/$GITHUB_REPOSITORY/git/refs" -f "ref=refs/tags/$tag" -f "sha=$GITHUB_SHA" --silent ||',
  '    { echo "::error::GitHub rejected the tag. Create it with the following command, then run the failed jobs again: git push origin $GITHUB_SHA:refs/tags/$tag"; exit 1; }',
  'elif [ "$commit" != "$GITHUB_SHA" ]; then',
  '  echo "::error::The tag $tag belongs to another commit, $commit. Start the workflow again to release the next version."; exit 1',
  'fi',
].join('\n');

/** Publishes the release after all files are uploaded. An interrupted job leaves a draft, which is replaced. */
const GITHUB_RELEASE = [
  'tag=$(cat "$RELEASE_TAG_FILE")',
  'draft=$(gh release view "$tag" -R "$GITHUB_REPOSITORY" --json isDraft --jq .isDraft 2>/dev/null) || draft=none',
  'if [ "$draft" = false ]; then exit 0; fi',
  'if [ "$draft" = true ]; then gh release delete "$tag" -R "$GITHUB_REPOSITORY" --yes; fi',
  'gh release create "$tag" dist/release/* -R "$GITHUB_REPOSITORY" -F "$CHANGELOG_FILE" -t "$tag" --verify-tag',
].join('\n');

/** Adds the reason to the summary, because skipped jobs do not show it. */
const EXPLAIN_SKIPPED_RELEASE: JobStep = {
  name: 'Explain why nothing is released',
  if: "steps.check_tag_exists.outputs.exists == 'true' || steps.git_remote.outputs.latest_commit != github.sha",
  env: { TAG_EXISTS: '${{ steps.check_tag_exists.outputs.exists }}' },
  run: [
    'reason="main has newer commits. Start the workflow again."',
    'if [ "$TAG_EXISTS" = true ]; then reason="The tag $(cat dist/releasetag.txt) exists, and no later commit requires a release."; fi',
    'echo "Nothing is released. $reason" >> "$GITHUB_STEP_SUMMARY"',
  ].join('\n'),
};

/** The condition of a publishing job. The job is skipped in a dry run, because publib requests a token and signs even in a dry run. */
function publishCondition(job: Job): string {
  return `${job.if} && !inputs.dry_run`;
}

function updateJob(workflow: GithubWorkflow, id: string, update: (job: Job) => Job): void {
  const job = workflow.getJob(id);
  if ('steps' in job) {
    workflow.updateJob(id, update(job));
  }
}

/** The steps of the build. The job installs the tools. */
function buildSteps(job: Job): JobStep[] {
  return [...stepsOf(job).filter(({ id }) => id !== 'setup_node_js'), EXPLAIN_SKIPPED_RELEASE];
}

/** Creates a job that runs in the AWS account, once for each region. */
function inAccount(job: Pick<Job, 'name' | 'needs' | 'if' | 'timeoutMinutes' | 'environment'> & { readonly steps: JobStep[] }): Job {
  return {
    ...job,
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
    // A failure in one region must not interrupt deployments in the other regions.
    strategy: { failFast: false, matrix: { domain: { region: REGIONS } } },
    env: { CI: 'true', AWS_REGION: '${{ matrix.region }}', INTEG_RUN: '${{ github.run_number }}' },
    tools: TOOLS.node,
    steps: [
      CHECKOUT,
      { name: 'Install dependencies', run: 'npm ci', env: NO_SCRIPTS },
      {
        name: 'Assume the role',
        uses: 'aws-actions/configure-aws-credentials',
        with: {
          'role-to-assume': '${{ vars.AWS_INTEGRATION_ROLE }}',
          'role-session-name': 'secure-baseline-${{ github.run_id }}',
          'role-duration-seconds': ROLE_SECONDS,
          'aws-region': '${{ matrix.region }}',
        },
      },
      ...job.steps,
    ],
  };
}

/**
 * Deploys both integ apps. The non-production app is deployed again without a bucket, which CloudFormation removes in the update. The production app is
 * deployed again without deletion protection before it is deleted.
 */
function integration(): Job {
  const deploy = (app: string, options = '') => `npx projen integ:deploy integ.${app}.ts ${options}--parallel-regions "$AWS_REGION"`;
  return inAccount({
    name: 'Integration in ${{ matrix.region }}',
    needs: ['release', ...CHECK_IDS],
    if: RELEASE_CONDITION,
    environment: INTEGRATION,
    timeoutMinutes: ACCOUNT_MINUTES,
    steps: [
      { name: 'Verify that all regions offer the default instance types', run: 'npx projen integ:instance-types' },
      { name: 'Bundle the functions', run: 'npx projen pre-compile' },
      { name: 'Non-production: deploy and assert', run: deploy('non-production', '--no-clean ') },
      { name: 'Non-production: measure the durations', run: 'npx projen integ:durations non-production' },
      { name: 'Non-production: wait for healthy targets', run: 'npx projen integ:web non-production' },
      { name: 'Non-production: remove the data bucket', env: { INTEG_STAGE: 'reduced' }, run: deploy('non-production', '--no-clean ') },
      { name: 'Non-production: deploy without changes and destroy', env: { INTEG_STAGE: 'reduced' }, run: deploy('non-production') },
      { name: 'Non-production: verify the deletion', run: 'npx projen integ:deletion non-production' },
      { name: 'Production: deploy and assert', env: { INTEG_STAGE: 'protected' }, run: deploy('production', '--no-clean ') },
      { name: 'Production: measure the durations', run: 'npx projen integ:durations production' },
      { name: 'Production: wait for healthy targets and a response over HTTPS', run: 'npx projen integ:web production' },
      { name: 'Production: remove the deletion protection and destroy', env: { INTEG_STAGE: 'lifted' }, run: deploy('production') },
      { name: 'Production: verify the deletion', run: 'npx projen integ:deletion production' },
      {
        name: 'Upload the durations',
        if: 'always()',
        uses: 'actions/upload-artifact',
        with: { name: 'durations-${{ matrix.region }}', path: 'dist/durations', overwrite: true },
      },
    ],
  });
}

/** Deletes the resources of the run. A separate job, because it also runs after the integration failed, was canceled or timed out. */
function cleanUp(): Job {
  return inAccount({
    name: 'Clean-up in ${{ matrix.region }}',
    needs: [INTEGRATION],
    if: `always() && needs.${INTEGRATION}.result != 'skipped'`,
    environment: CLEAN_UP_ENVIRONMENT,
    timeoutMinutes: ACCOUNT_MINUTES,
    steps: [{ name: 'Delete the remaining resources of this run', run: 'npx projen integ:clean-up' }],
  });
}

/** Creates the tag before the packages are published, so that every published version has a tag and belongs to one commit. */
function tag(): Job {
  return {
    name: 'Tag',
    needs: ['release', ...CHECK_IDS, INTEGRATION, CLEAN_UP],
    if: `${RELEASE_CONDITION} && !inputs.dry_run`,
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.WRITE },
    environment: 'release',
    env: { GITHUB_TOKEN: '${{ github.token }}' },
    steps: [DOWNLOAD, { name: 'Tag the commit', run: CREATE_TAG }],
  };
}
