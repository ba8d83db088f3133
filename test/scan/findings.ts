/** What is scanned: the production preset, and what the integ tests deploy. */
export const TEMPLATES = ['production', 'integ production', 'integ non-production'] as const;
export type TemplateName = (typeof TEMPLATES)[number];

/** What a scanner says against a resource. */
export interface Finding {
  readonly scanner: string;
  readonly template: TemplateName;
  readonly rule: string;
  /** The path of the resource in its stack. */
  readonly resource: string;
  readonly message: string;
  /** Whether users of the scanner would see it whatever our own exceptions say. */
  readonly shown?: boolean;
}

/**
 * Why a finding may stand: AWS's own service contradicts the rule; what it asks for is there, where the rule does not look; a row of the
 * baseline's demands otherwise; obeying would break deployment or deletion; it is the user's choice, and most often charged; a setting of the preset
 * for what is deleted explains it.
 */
export const CRITERIA = ['service', 'unseen', 'row', 'lifecycle', 'choice', 'preset'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** Findings that stand. */
export interface Exception {
  readonly criterion: Criterion;
  readonly rules: string[];
  /** Paths of resources; one that ends in `/*` means all below. */
  readonly resources: string[];
  /** @default - all */
  readonly templates?: readonly TemplateName[];
  readonly reason: string;
  /** Where AWS, or a row of the baseline's, says so. */
  readonly source: string;
}

export interface Verdict {
  /** Findings without an exception. */
  readonly open: Finding[];
  readonly excepted: Finding[];
  /** What exceptions name in vain. */
  readonly idle: string[];
}

/** Holds the findings against the exceptions. */
export function judge(findings: Finding[], exceptions: Exception[]): Verdict {
  const needed = new Set<string>();
  const isExcepted = (finding: Finding) => !finding.shown && exceptions
    .map((exception, index) => namesOf(exception, index).filter((name) => matches(name, finding)))
    .flatMap((names) => names.map((name) => needed.add(name.text)))
    .length > 0;
  const excepted = findings.filter(isExcepted);
  const idle = exceptions.flatMap(namesOf).map(({ text }) => text).filter((text) => !needed.has(text));
  return { open: findings.filter((finding) => !excepted.includes(finding)), excepted, idle: idle.map((text) => text.replace(/^\d+: /, '')) };
}

interface Name {
  readonly rule: string;
  readonly resource: string;
  readonly template: TemplateName;
  readonly text: string;
}

/** Every rule at every resource in every template is an exception by itself. */
function namesOf({ rules, resources, templates = TEMPLATES }: Exception, index: number): Name[] {
  return rules.flatMap((rule) => resources.flatMap((resource) => templates.map((template) => (
    { rule, resource, template, text: `${index}: ${rule} at ${resource} in ${template}` }))));
}

function matches(name: Name, { rule, resource, template }: Finding): boolean {
  return name.rule === rule && name.template === template
    && (name.resource.endsWith('/*') ? resource.startsWith(name.resource.slice(0, -1)) : resource === name.resource);
}
