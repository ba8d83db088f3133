import { Aspects, CfnResource, type IAspect, type Stack } from 'aws-cdk-lib/core';
import * as nag2 from 'cdk-nag';
import * as nag3 from 'cdk-nag-v3';
import { TEMPLATES, type Finding, type TemplateName } from './findings';
import type { Scanner } from './scanner';
import { pathOf, type ScannedTemplate } from './templates';

/** A rule pack in both versions of cdk-nag. */
interface Pack {
  readonly name: string;
  readonly version2: new (props: nag2.NagPackProps) => nag2.NagPack;
  readonly version3: new (scope: Stack) => nag3.NagPack;
}

/** A violation of a rule by a resource. */
export interface Report {
  readonly rule: string;
  readonly resource: CfnResource;
  readonly message: string;
  readonly acknowledged: boolean;
}

export const PACKS: Pack[] = [
  { name: 'AwsSolutions', version2: nag2.AwsSolutionsChecks, version3: nag3.AwsSolutionsChecks },
  { name: 'NIST 800-53 R5', version2: nag2.NIST80053R5Checks, version3: nag3.NIST80053R5Checks },
];

interface LoggerData extends nag2.NagLoggerBaseData {
  readonly findingId?: string;
  readonly errorMessage?: string;
}

/** Adds a rule pack of version 2 to a stack. Returns an array that contains the reports after the synthesis of the stack. */
export function watch(stack: Stack, { version2 }: Pack): Report[] {
  const reports: Report[] = [];
  const add = (acknowledged: boolean) => ({ ruleId, findingId, resource, ruleInfo, errorMessage }: LoggerData) => {
    reports.push({ rule: ruleId, resource, acknowledged, message: [findingId, errorMessage ?? ruleInfo].filter(Boolean).join(': ') });
  };
  const logger: nag2.INagLogger = {
    onCompliance: () => undefined,
    onNotApplicable: () => undefined,
    onNonCompliance: add(false),
    onError: add(false),
    onSuppressed: add(true),
    onSuppressedError: add(true),
  };
  Aspects.of(stack).add(new version2({ reports: false, additionalLoggers: [logger] }) as IAspect);
  return reports;
}

/** Returns the reports of a rule pack of version 3 about a synthesized stack. */
export function check(stack: Stack, { version3 }: Pack): Report[] {
  const visible = reportsOf(stack, new version3(stack));
  // Validates again while ignoring acknowledgements.
  const all = reportsOf(stack, Object.assign(new version3(stack), { isAcknowledged: () => false }));
  const keyOf = ({ rule, message, resource }: Report) => `${rule} ${message} ${resource.node.path}`;
  const visibleKeys = new Set(visible.map(keyOf));
  return all.map((report) => ({ ...report, acknowledged: !visibleKeys.has(keyOf(report)) }));
}

function reportsOf(stack: Stack, pack: nag3.NagPack): Report[] {
  const resources = new Map(stack.node.findAll().map((construct) => [construct.node.path, construct]));
  return pack.validateScope(stack).violations.flatMap(({ ruleName, description, violatingResources }) => {
    const [, rule, finding] = /^([^[]*)(?:\[(.*)\])?$/.exec(ruleName)!;
    return violatingResources.map(({ constructPath }) => ({
      rule,
      resource: resources.get(constructPath!) as CfnResource,
      message: [finding, description].filter(Boolean).join(': '),
      acknowledged: false,
    }));
  });
}

/** Returns the scanners of cdk-nag 2 and 3. The stacks must not be synthesized yet. */
export function cdkNag(stacks: Record<TemplateName, Stack>): Scanner[] {
  return PACKS.flatMap((pack) => {
    const watched = Object.fromEntries(TEMPLATES.map((name) => [name, watch(stacks[name], pack)]));
    return [
      scanner(`cdk-nag 2, ${pack.name}`, ({ name }) => watched[name]),
      scanner(`cdk-nag 3, ${pack.name}`, ({ stack }) => check(stack, pack)),
    ];
  });
}

/** Users see the findings that the constructs do not acknowledge. */
function scanner(name: string, reportsFor: (template: ScannedTemplate) => Report[]): Scanner {
  return {
    name,
    scan: async (templates) => templates.flatMap((template) => reportsFor(template).map(({ rule, resource, message, acknowledged }): Finding => (
      { scanner: name, template: template.name, rule, resource: pathOf(resource), message, visibleToUsers: !acknowledged }))),
  };
}
