import { Component, type awscdk } from 'projen';
import type { GithubWorkflow } from 'projen/lib/github';
import { JobPermission, type Job, type JobStep } from 'projen/lib/github/workflows-model';
import { BUILD_MINUTES, CHECK_IDS, checkJobs, CHECKOUT, TOOLS } from './checks';
import { stepsOf } from './hardening';

/** One region of each kind: the oldest, one with three zones, one that has to be switched on. */
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-south-1'];
/** Trusted publishing needs the npm of Node.js 24. */
const PUBLISHERS = { release_npm: { node: { version: '24' } }, release_pypi: TOOLS.nodeAndPython, release_maven: TOOLS.nodeAndJava };
const INTEGRATION = 'integration';
const CLEAN_UP = 'integration_clean_up';
const TAG = 'release_tag';
/** Of its own: where somebody has to approve the integration, the clean-up must not wait for an approval. */
const CLEAN_UP_ENVIRONMENT = 'integration-clean-up';

/** As long as a role lets anybody work, if it is allowed three hours. */
const ROLE_SECONDS = 3 * 3600;
/** The rest is for what comes before the role is assumed. */
const ACCOUNT_MINUTES = ROLE_SECONDS / 60 - 10;

/** Anybody who may write can start the workflow on a branch of their own. */
const ON_MAIN = "github.ref == 'refs/heads/main'";

/** projen's condition of a release: nobody has released this version, and nobody has pushed since. */
const RELEASES = "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha";

/** What publishes or works in the account installs packages, which need not run anything of their own for it. */
const NO_SCRIPTS = { NPM_CONFIG_IGNORE_SCRIPTS: 'true' };

/** The release: builds once, checks that build, deploys it to a real account, and publishes that very build. */
export class ReleaseWorkflow extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    library.release!.addJobs({
      ...checkJobs({ if: ON_MAIN, packages: { if: RELEASES, needs: ['release'], download: DOWNLOAD } }),
      [INTEGRATION]: integration(),
      [CLEAN_UP]: cleanUp(),
      [TAG]: tag(),
    });
  }

  public override preSynthesize(): void {
    const workflow = this.library.github!.tryFindWorkflow('release')!;
    change(workflow, 'release', (job) => ({
      ...job,
      name: 'Build',
      if: ON_MAIN,
      tools: TOOLS.all,
      permissions: { contents: JobPermission.READ },
      timeoutMinutes: BUILD_MINUTES,
      steps: buildSteps(job),
    }));
    Object.entries(PUBLISHERS).forEach(([id, tools]) => change(workflow, id, (job) => ({
      ...job,
      if: published(job),
      tools,
      needs: ['release', TAG],
      env: { ...job.env, ...NO_SCRIPTS },
      // No checkout and no dependencies beside the means of publishing: they could change what was checked.
      steps: stepsOf(job).filter(({ id: step }) => ['download_build_artifacts', 'restore_build_artifact_permissions', 'release'].includes(step!)),
    })));
    change(workflow, 'release_github', (job) => ({
      ...job,
      if: published(job),
      // Who approved the registries has approved this, and it uses no secret of the environment.
      environment: undefined,
      steps: stepsOf(job).map((step) => (step.id === 'release' ? { ...step, run: GITHUB_RELEASE } : step)),
    }));
  }
}

const DOWNLOAD: JobStep = {
  name: 'Download what was built',
  uses: 'actions/download-artifact',
  with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' },
};

/** Of a commit of main. GitHub refuses it when main has other workflows meanwhile: then nothing is published yet. */
const MAKE_TAG = [
  'tag=$(cat dist/releasetag.txt)',
  'commit=$(gh api "repos/$GITHUB_REPOSITORY/commits/tags/$tag" --jq .sha 2>/dev/null) || commit=none',
  'if [ "$commit" = none ]; then',
  '  gh api "repos/$GITHUB_REPOSITORY/git/refs" -f "ref=refs/tags/$tag" -f "sha=$GITHUB_SHA" --silent ||',
  '    { echo "::error::Make the tag by hand, then run the failed jobs again: git push origin $GITHUB_SHA:refs/tags/$tag"; exit 1; }',
  'elif [ "$commit" != "$GITHUB_SHA" ]; then',
  '  echo "::error::$tag is of another commit, $commit"; exit 1',
  'fi',
].join('\n');

/** GitHub publishes the release once all its files are there. What ended before that left a draft. */
const GITHUB_RELEASE = [
  'tag=$(cat "$RELEASE_TAG_FILE")',
  'draft=$(gh release view "$tag" -R "$GITHUB_REPOSITORY" --json isDraft --jq .isDraft 2>/dev/null) || draft=none',
  'if [ "$draft" = false ]; then exit 0; fi',
  'if [ "$draft" = true ]; then gh release delete "$tag" -R "$GITHUB_REPOSITORY" --yes; fi',
  'gh release create "$tag" dist/release/* -R "$GITHUB_REPOSITORY" -F "$CHANGELOG_FILE" -t "$tag" --verify-tag',
].join('\n');

/** The jobs that are skipped tell nobody why. */
const SAY_WHY_NOT: JobStep = {
  name: 'Say why nothing is released',
  if: "steps.check_tag_exists.outputs.exists == 'true' || steps.git_remote.outputs.latest_commit != github.sha",
  env: { TAG_EXISTS: '${{ steps.check_tag_exists.outputs.exists }}' },
  run: [
    'why="main has got other commits meanwhile: start the workflow again"',
    'if [ "$TAG_EXISTS" = true ]; then why="$(cat dist/releasetag.txt) has its tag, and no commit since then makes a version"; fi',
    'echo "Nothing is released: $why." >> "$GITHUB_STEP_SUMMARY"',
  ].join('\n'),
};

/** publib itself gets a token and signs before it looks whether the run is a dry one. */
function published(job: Job): string {
  return `${job.if} && !inputs.dry_run`;
}

function change(workflow: GithubWorkflow, id: string, to: (job: Job) => Job): void {
  const job = workflow.getJob(id);
  if ('steps' in job) {
    workflow.updateJob(id, to(job));
  }
}

/** The tools come from the job. */
function buildSteps(job: Job): JobStep[] {
  return [...stepsOf(job).filter(({ id }) => id !== 'setup_node_js'), SAY_WHY_NOT];
}

/** A job in the real account, once a region. */
function inAccount(job: Pick<Job, 'name' | 'needs' | 'if' | 'timeoutMinutes' | 'environment'> & { readonly steps: JobStep[] }): Job {
  return {
    ...job,
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
    // A region that fails must not leave the stacks of the others half made.
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

/** Both integ apps: production is deployed as it is, and deployed again without protection before it is destroyed. */
function integration(): Job {
  const deploy = (app: string, options = '') => `npx projen integ:deploy integ.${app}.ts ${options}--parallel-regions "$AWS_REGION"`;
  return inAccount({
    name: 'Integration in ${{ matrix.region }}',
    needs: ['release', ...CHECK_IDS],
    if: RELEASES,
    environment: INTEGRATION,
    timeoutMinutes: ACCOUNT_MINUTES,
    steps: [
      { name: 'Bundle the functions', run: 'npx projen pre-compile' },
      { name: 'Non-production: deploy and assert', run: deploy('non-production', '--no-clean ') },
      { name: 'Non-production: healthy targets', run: 'npx projen integ:web non-production' },
      { name: 'Non-production: deploy without a change, and destroy', run: deploy('non-production') },
      { name: 'Production: deploy and assert', env: { INTEG_STAGE: 'protected' }, run: deploy('production', '--no-clean ') },
      { name: 'Production: healthy targets and an answer over HTTPS', run: 'npx projen integ:web production' },
      { name: 'Production: lift the protection, and destroy', env: { INTEG_STAGE: 'lifted' }, run: deploy('production') },
    ],
  });
}

/** A job of its own: it also comes after one that failed, was cancelled, or ran out of time. */
function cleanUp(): Job {
  return inAccount({
    name: 'Clean-up in ${{ matrix.region }}',
    needs: [INTEGRATION],
    if: `always() && needs.${INTEGRATION}.result != 'skipped'`,
    environment: CLEAN_UP_ENVIRONMENT,
    timeoutMinutes: ACCOUNT_MINUTES,
    steps: [{ name: 'Delete what is left of this run', run: 'npx projen integ:clean-up' }],
  });
}

/** The tag comes before the packages: whatever a registry has can be found, and no other commit gets that version. */
function tag(): Job {
  return {
    name: 'Tag',
    needs: ['release', ...CHECK_IDS, INTEGRATION, CLEAN_UP],
    if: `${RELEASES} && !inputs.dry_run`,
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.WRITE },
    environment: 'release',
    env: { GITHUB_TOKEN: '${{ github.token }}' },
    steps: [DOWNLOAD, { name: 'Tag the commit', run: MAKE_TAG }],
  };
}
