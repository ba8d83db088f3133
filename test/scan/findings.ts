/** The scanned templates: that of the production preset, and those that the integration tests deploy. */
export const TEMPLATES = ['production', 'integ production', 'integ non-production'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** A violation of a rule of a scanner by a resource. */
export interface Finding {
  readonly scanner: string;
  readonly template: TemplateName;
  readonly rule: string;
  /** The path of the resource in its stack. */
  readonly resource: string;
  readonly message: string;
  /** Whether users of the scanner see the finding in their own apps. Exceptions do not apply to such findings. */
  readonly visibleToUsers?: boolean;
}

/**
 * The reasons why a finding can be accepted:
 * - service: the AWS service does not allow, or does not recommend, what the rule requires.
 * - undetected: the requirement of the rule is met in a way that the rule does not detect.
 * - requirement: a requirement of the baseline contradicts the rule.
 * - lifecycle: compliance would cause deployments or deletions to fail.
 * - choice: users can enable it with a prop. In most cases it incurs a charge.
 * - preset: a value of the non-production preset, or of a stack that must be deletable, causes the finding.
 */
export const CRITERIA = ['service', 'undetected', 'requirement', 'lifecycle', 'choice', 'preset'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** Accepted findings. */
export interface Exception {
  readonly criterion: Criterion;
  readonly rules: string[];
  /** Paths of resources. A path that ends with `/*` matches all resources below it. */
  readonly resources: string[];
  /** @default - all */
  readonly templates?: readonly TemplateName[];
  readonly reason: string;
  /** The documentation or the file that confirms the reason. */
  readonly source: string;
}

export interface ScanResult {
  /** Findings without an exception. */
  readonly unexpected: Finding[];
  readonly excepted: Finding[];
  /** The rules, resources and templates of exceptions that match no finding. */
  readonly unused: string[];
}

/** Separates the findings that have an exception from those that do not. */
export function applyExceptions(findings: Finding[], exceptions: Exception[]): ScanResult {
  const used = new Set<string>();
  const isExcepted = (finding: Finding) => !finding.visibleToUsers && exceptions
    .map((exception, index) => patternsOf(exception, index).filter((pattern) => matches(pattern, finding)))
    .flatMap((patterns) => patterns.map((pattern) => used.add(pattern.text)))
    .length > 0;
  const excepted = findings.filter(isExcepted);
  const unused = exceptions.flatMap(patternsOf).map(({ text }) => text).filter((text) => !used.has(text));
  return { unexpected: findings.filter((finding) => !excepted.includes(finding)), excepted, unused: unused.map((text) => text.replace(/^\d+: /, '')) };
}

interface Pattern {
  readonly rule: string;
  readonly resource: string;
  readonly template: TemplateName;
  readonly text: string;
}

/** Returns a pattern for each combination of rule, resource and template of an exception. */
function patternsOf({ rules, resources, templates = TEMPLATES }: Exception, index: number): Pattern[] {
  return rules.flatMap((rule) => resources.flatMap((resource) => templates.map((template) => (
    { rule, resource, template, text: `${index}: ${rule} at ${resource} in ${template}` }))));
}

function matches(pattern: Pattern, { rule, resource, template }: Finding): boolean {
  return pattern.rule === rule && pattern.template === template
    && (pattern.resource.endsWith('/*') ? resource.startsWith(pattern.resource.slice(0, -1)) : resource === pattern.resource);
}
