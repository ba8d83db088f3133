import { consoleLink, textOf, type FindingEvent, type Reader, type ReaderContext } from './finding';
import { FINDING_SOURCES } from '../finding-source';

/** The parts of a finding in the AWS Security Finding Format that messages contain. All of them can be absent. */
interface SecurityHubFinding {
  readonly Id?: string;
  readonly ProductArn?: string;
  readonly ProductName?: string;
  readonly GeneratorId?: string;
  readonly AwsAccountId?: string;
  readonly Region?: string;
  readonly Title?: string;
  readonly Description?: string;
  readonly FirstObservedAt?: string;
  readonly CreatedAt?: string;
  readonly Compliance?: { readonly Status?: string };
  readonly Resources?: readonly { readonly Id?: string }[];
  readonly Remediation?: { readonly Recommendation?: { readonly Text?: string; readonly Url?: string } };
}

const MAX_DESCRIPTION = 1_000;

/**
 * Reads a finding that Security Hub repeats at every update. Findings of controls produce one message for a control, account and region, however many
 * resources fail. An event has one finding.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export const readSecurityHub: Reader = (event: FindingEvent, context: ReaderContext) => {
  const [finding] = (event.detail as { readonly findings?: readonly SecurityHubFinding[] }).findings ?? [];
  if (finding?.Id === undefined || hasOwnRule(finding, context) || !isReportedHere(finding, event, context) || !isFailed(finding)) {
    return undefined;
  }
  const region = textOf(finding.Region ?? event.region);
  const account = textOf(finding.AwsAccountId ?? event.account);
  const isControl = productOf(finding) === 'aws/securityhub' && finding.GeneratorId !== undefined;
  const { Text, Url } = finding.Remediation?.Recommendation ?? {};
  return {
    id: isControl ? `${account}/${region}/${finding.GeneratorId}` : finding.Id,
    severity: 'HIGH',
    title: textOf(finding.Title),
    description: textOf(finding.Description, MAX_DESCRIPTION),
    account,
    region,
    resource: textOf(finding.Resources?.[0]?.Id),
    since: textOf(finding.FirstObservedAt ?? finding.CreatedAt),
    link: consoleLink(context, context.region, 'securityhub', `findings?search=${encodeURIComponent(`Id=${encodeURIComponent(`\\operator\\:EQUALS\\:${textOf(finding.Id)}`)}`)}`),
    nextStep: textOf(Text || Url ? [Text, Url].filter(Boolean).join(' ') : 'Open the finding, and set its workflow status to NOTIFIED, SUPPRESSED or RESOLVED.'),
  };
};

function productOf({ ProductArn }: SecurityHubFinding): string | undefined {
  return ProductArn?.split(':product/')[1];
}

/** Whether the rule of another source publishes the finding. */
function hasOwnRule(finding: SecurityHubFinding, { sources }: ReaderContext): boolean {
  const product = productOf(finding);
  return product !== undefined && sources.some((source) => FINDING_SOURCES[source].securityHubProduct === product);
}

/** Whether the stack of this region publishes the finding. In an aggregation region, Security Hub also sends copies of the findings of other regions. */
function isReportedHere({ Region }: SecurityHubFinding, event: FindingEvent, { aggregationRegion, region }: ReaderContext): boolean {
  return aggregationRegion === undefined ? (Region ?? event.region) === region : aggregationRegion === region;
}

/** Controls that passed or could not be evaluated have findings, too. */
function isFailed({ Compliance }: SecurityHubFinding): boolean {
  return Compliance?.Status === undefined || Compliance.Status === 'FAILED' || Compliance.Status === 'WARNING';
}
