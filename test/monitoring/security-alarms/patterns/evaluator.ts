import type { FilterPattern, Selector } from '../../../../src/monitoring/security-alarms/filter-pattern';

/**
 * Whether the pattern matches the event in CloudWatch Logs.
 *
 * - Comparisons with a property that is absent, an object or an array are false, for = and !=: "If a property selector points to an array or
 *   object, the filter pattern won't match the log format", and AWS's test of `{ $.userIdentity.invokedBy != "..." }` with an event without
 *   invokedBy does not match (https://github.com/DataBiosphere/azul/issues/5884, https://dev.classmethod.jp/articles/cloudwatch-logs-json-notexists-false-001/).
 * - "Filter patterns are case sensitive." An asterisk at the beginning or the end of a text matches any text: "Ev*ent will only match the
 *   actual string Ev*ent" (https://github.com/awsdocs/amazon-cloudwatch-logs-user-guide/blob/master/doc_source/FilterAndPatternSyntax.md).
 * - "Value nodes can be strings or numbers": true, false and null are matched with IS only.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */
export function matches(pattern: FilterPattern, event: unknown): boolean {
  switch (pattern.kind) {
    case 'all': return pattern.patterns.every((each) => matches(each, event));
    case 'any': return pattern.patterns.some((each) => matches(each, event));
    case 'absent': return select(event, pattern.selector).length === 0;
    case 'is': return select(event, pattern.selector).includes(pattern.value);
    default: return select(event, pattern.selector).filter(isValue).some((value) => compare(pattern, value));
  }
}

type Value = string | number;
type Comparison = Extract<FilterPattern, { operator: string }>;

function isValue(node: unknown): node is Value {
  return typeof node === 'string' || typeof node === 'number';
}

/** Returns the nodes at the path of the selector: at most one, unless the selector has a wildcard. */
function select(event: unknown, selector: Selector): unknown[] {
  return selector.reduce<unknown[]>((nodes, step) => nodes.flatMap((node) => {
    if (typeof node !== 'object' || node === null) {
      return [];
    }
    if ('any' in step) {
      return Array.isArray(node) === (step.any === 'element') ? Object.values(node) : [];
    }
    const key = 'index' in step ? step.index : step.property;
    return Array.isArray(node) === ('index' in step) && Object.hasOwn(node, key) ? [(node as Record<string | number, unknown>)[key]] : [];
  }), [event]);
}

function compare(pattern: Comparison, value: Value): boolean {
  switch (pattern.kind) {
    case 'regex': return new RegExp(pattern.source).test(String(value)) === (pattern.operator === '=');
    case 'text': return isLike(String(value), pattern.text) === (pattern.operator === '=');
    case 'number': return typeof value === 'number' ? compareNumbers(pattern, value) : compareDigits(pattern, value);
  }
}

function isLike(value: string, text: string): boolean {
  const [, before, middle, after] = /^(\*?)(.*?)(\*?)$/s.exec(text)!;
  if (before && after) {
    return value.includes(middle);
  }
  return before ? value.endsWith(middle) : after ? value.startsWith(middle) : value === middle;
}

function compareNumbers({ operator, number }: Extract<Comparison, { kind: 'number' }>, value: number): boolean {
  switch (operator) {
    case '=': return value === number;
    case '!=': return value !== number;
    case '<': return value < number;
    case '<=': return value <= number;
    case '>': return value > number;
    case '>=': return value >= number;
  }
}

/** A number without quotation marks can also match a text, such as an account id. A text is neither greater nor less than a number. */
function compareDigits({ operator, text }: Extract<Comparison, { kind: 'number' }>, value: string): boolean {
  return operator === '=' ? value === text : operator === '!=' && value !== text;
}
