import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { forAll, Guardrails, type GuardrailContext } from './guardrails';
import { compress, digestOf, pack, progressOf, reportOf, unpack, type Progress, type StackReport } from './progress';
import { Records } from './records';
import { linesOf, summaryOf } from './report';
import { keyOf, type UnitResult } from './results';
import type { Unit } from './unit';
import { CONTINUED, RESPONSE_MILLISECONDS, type Outcome } from '../../../common/functions/runtime/handler';
import { log } from '../../../common/functions/runtime/json-log';
import { invokeAgain } from '../../../common/functions/runtime/next-invocation';
import type { Operation } from '../../../common/functions/runtime/operation';
import { describeError, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { AccountGuardrailsAttributes } from '../resource-properties';

/** What an operation works with. */
export interface Tools extends GuardrailContext {
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
}

/** The time, in addition to the time for the response, to complete the setting that is being changed and to start the next invocation. */
const CLEANUP_MILLISECONDS = 120_000;
/** Lambda stops a function that invokes itself about 16 times, and CloudFormation waits for one hour. */
const MAX_INVOCATIONS = 4;
/** How long a failed publication is retried. */
const PUBLISH_PATIENCE_MILLISECONDS = 20_000;
/** How long a read can return records without the latest changes, which the next invocation needs. */
const PROPAGATION_MILLISECONDS = 5_000;
/** The subject of messages for e-mail: at most 100 ASCII characters. */
const SUBJECT = 'Account settings need attention';

/**
 * Handles a request of CloudFormation. What is done follows from the configuration of the function and from the records in the account. Of the event,
 * only the type of the request has an effect, which CloudFormation confirmed.
 */
export async function operate(
  event: CloudFormationCustomResourceEvent, context: Context, tools: Tools, { stackStatus }: Operation,
): Promise<Outcome | typeof CONTINUED> {
  const isDeletion = event.RequestType === 'Delete';
  const isRollback = /ROLLBACK/.test(stackStatus);
  const guardrails = await Guardrails.open(tools, !isDeletion && !isRollback);
  const last = reportOf(guardrails.home);
  const progress = progressOf(last, event.RequestId);
  const state = isDeletion ? 'deleting' : 'deploying';
  // The deletion of a stack that was never deployed completely is a rollback, too. It can be a repeated one, which has another status.
  const isUndone = isRollback || isDeletion && last !== undefined && last.regions === undefined;
  const regions = isDeletion && isUndone ? undefined : last?.regions;
  await guardrails.home.putReport({ ...last, state, regions, progress: undefined } satisfies StackReport);
  const ends = tools.timing.now() + context.getRemainingTimeInMillis() - RESPONSE_MILLISECONDS - CLEANUP_MILLISECONDS;
  const isComplete = isDeletion
    ? await withdraw(guardrails.owned(), tools, progress, ends, isUndone)
    : await deploy(guardrails, tools, progress, ends, isUndone);
  if (!isComplete) {
    await guardrails.home.putReport({ ...reportOf(guardrails.home), state, progress: compress(progress) } satisfies StackReport);
    await continueOperation(event, context, tools, progress);
    return CONTINUED;
  }
  const denied = isDeletion ? guardrails.lost(last?.deniedRegions ?? []) : guardrails.denied();
  denied.forEach(logResult);
  const results = [...progress.results.values(), ...denied];
  if (results.some(({ status }) => status === 'failed')) {
    throw new Error(summaryOf(results));
  }
  const digest = await publish(tools, results);
  if (isDeletion) {
    await guardrails.home.deleteReport();
    return {};
  }
  await guardrails.home.putReport({ state: 'deployed', digest, regions: guardrails.regions, ...denialsOf(guardrails, results) } satisfies StackReport);
  const attributes: AccountGuardrailsAttributes = { Summary: summaryOf(results) };
  return { data: { ...attributes } };
}

/** Finds all conflicts before the first change. */
async function deploy(guardrails: Guardrails, tools: Tools, progress: Progress, ends: number, isRollback: boolean): Promise<boolean> {
  const { timing, configuration } = tools;
  const { looks, results } = progress;
  if (!await forAll(guardrails.governed(), looks, timing, ends, (unit) => unit.look())) {
    return false;
  }
  if (configuration.rejectConflicts && !isRollback) {
    reject([...looks.values()].filter(({ setting }) => configuration.modes[setting] === 'apply'));
  }
  // Settings that are only reported are looked at again, because a restoration can change them.
  return await withdraw(guardrails.abandoned(), tools, progress, ends, isRollback)
    && await forAll(guardrails.governed('apply'), results, timing, ends, async (unit) => logResult(await unit.apply(looks.get(keyOf(unit))!)))
    && forAll(guardrails.governed('report'), results, timing, ends, async (unit) => logResult(await unit.look()));
}

function reject(looks: readonly UnitResult[]): void {
  const conflicts = looks.filter(({ status }) => status === 'conflict' || status === 'managed');
  if (conflicts.length > 0) {
    throw new Error(`No account setting was changed, because rejectConflicts is true. ${summaryOf(conflicts)}`);
  }
}

/** Ends the ownership of settings. A rollback restores them always, because the operation that changed them failed. */
function withdraw(groups: readonly (readonly Unit[])[], tools: Tools, { results }: Progress, ends: number, isUndone: boolean): Promise<boolean> {
  const restores = isUndone || tools.configuration.onDelete === 'restore';
  return forAll(groups, results, tools.timing, ends, async (unit) => logResult(await (restores ? unit.restore(isUndone) : unit.keep())));
}

/**
 * Looks for changes after the deployment, and applies the settings in regions that were enabled since. Anybody who may invoke the function can start
 * it: it does only what the configuration says, and only while the stack is deployed.
 */
export async function lookAgain(context: Context, tools: Tools): Promise<void> {
  const readReport = async () => reportOf(await Records.read(tools.locationOf(tools.homeRegion), tools.ownerId));
  const isDeployed = async () => (await readReport())?.state === 'deployed';
  const last = await readReport();
  if (last?.state !== 'deployed') {
    return log('no look', { reason: 'The stack is not deployed completely' });
  }
  const guardrails = await Guardrails.open(tools, false, last.deniedRegions);
  const ends = tools.timing.now() + context.getRemainingTimeInMillis() - CLEANUP_MILLISECONDS;
  const results = new Map<string, UnitResult>();
  const isNew = ({ region }: Pick<Unit, 'region'>) => region !== undefined && !last.regions?.includes(region);
  const deniedBefore = last.denied === undefined ? [] : unpack(last.denied)[0];
  const skipped = new Set(deniedBefore.map(keyOf));
  const groups = guardrails.governed().map((units) => units.filter((unit) => !skipped.has(keyOf(unit))));
  const isComplete = await forAll(groups, results, tools.timing, ends, async (unit) => {
    if (unit.isOwned && !isNew(unit)) {
      return logResult(await unit.checkDrift());
    }
    const look = await unit.look();
    const isApplied = isNew(unit) && tools.configuration.modes[unit.setting] === 'apply' && await isDeployed();
    return logResult(isApplied ? await unit.apply(look) : look);
  });
  if (!await isDeployed()) {
    return log('look not reported', { reason: 'Another operation of the stack began' });
  }
  const all = [...results.values()];
  const digest = await publish(tools, all, last.digest);
  // A region in which something failed remains new: services can be unavailable in a region that was just enabled.
  const isTakenUp = (region: string) => isComplete && !all.some((result) => result.region === region && result.status === 'failed');
  const regions = [...new Set([...last.regions ?? [], ...guardrails.regions.filter(isTakenUp)])];
  await guardrails.home.putReport({ ...last, digest, regions, ...denialsOf(guardrails, [...deniedBefore, ...all]) } satisfies StackReport);
}

/** What scheduled looks do not try again. */
function denialsOf({ deniedRegions }: Guardrails, results: readonly UnitResult[]): Pick<StackReport, 'deniedRegions' | 'denied'> {
  const denied = results.filter(({ status, region = '' }) => status === 'denied' && !deniedRegions.includes(region))
    .map(({ setting, region, status }): UnitResult => ({ setting, region, status }));
  return { deniedRegions, denied: pack([denied]) };
}

/** Logs a result at once, because the function can stop. The log has all findings, unlike the attribute and the message. */
function logResult(result: UnitResult): UnitResult {
  const { setting, region, status, reason, findings, count } = result;
  log('setting', { setting, region, status, reason, findings, count });
  return result;
}

/** Publishes a report that needs attention, unless it is the last one. A topic that cannot be reached does not fail the operation. */
async function publish({ configuration: { topicArn }, sns, timing }: Tools, results: readonly UnitResult[], last?: string): Promise<string> {
  const lines = linesOf(results);
  // Denials and what was left are only in reports of deployments and deletions.
  const digest = digestOf(linesOf(results.filter(({ status }) => status !== 'denied' && status !== 'left')));
  if (topicArn && lines.length > 0 && digest !== last) {
    const message = new PublishCommand({ TopicArn: topicArn, Subject: SUBJECT, Message: lines.join('\n\n') });
    await retryTransient(timing, timing.now() + PUBLISH_PATIENCE_MILLISECONDS, () => sns.send(message))
      .catch((error) => log('report not published', { reason: describeError(error) }));
  }
  return digest;
}

async function continueOperation(
  event: CloudFormationCustomResourceEvent, context: Context, { lambda, timing }: Tools, { invocations }: Progress,
): Promise<void> {
  if (invocations >= MAX_INVOCATIONS) {
    throw new Error('The account settings are not complete, because AWS services responded too slowly. Repeat the deployment or deletion to continue.');
  }
  await timing.sleep(PROPAGATION_MILLISECONDS);
  await invokeAgain(lambda, timing, context, event);
  log('continues in another invocation', { invocations });
}
