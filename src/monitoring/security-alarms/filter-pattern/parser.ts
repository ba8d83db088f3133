import type { EqualityOperator, FilterPattern, NumericOperator, Selector, SelectorStep } from './ast';
import { Scanner } from './scanner';

/** The quotas of CloudWatch Logs for one pattern. */
const MAX_REGEXES = 2;
const MAX_WILDCARDS = 3;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Parses a JSON filter pattern of CloudWatch Logs. If the documentation does not define whether a pattern is valid, the parser accepts it.
 *
 * @throws Error with a remedy and the position in the pattern
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */
export function parseFilterPattern(text: string): FilterPattern {
  return new Parser(text).parse();
}

class Parser {
  private readonly scanner: Scanner;
  private regexes = 0;
  private wildcards = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  public parse(): FilterPattern {
    this.scanner.expect(/\{/y, 'Enclose the pattern in braces, such as { $.eventName = "StopLogging" }');
    const pattern = this.disjunction();
    this.scanner.expect(/\}/y, 'Add && or || and another condition, or close the pattern with }');
    this.scanner.expect(/$/y, 'Remove the text after the closing brace');
    return pattern;
  }

  /** `&&` has precedence over `||`. */
  private disjunction(): FilterPattern {
    const patterns = this.separated(/\|\|/y, () => this.conjunction());
    return patterns.length === 1 ? patterns[0] : { kind: 'any', patterns };
  }

  private conjunction(): FilterPattern {
    const patterns = this.separated(/&&/y, () => this.operand());
    return patterns.length === 1 ? patterns[0] : { kind: 'all', patterns };
  }

  private separated(separator: RegExp, next: () => FilterPattern): FilterPattern[] {
    const patterns = [next()];
    while (this.scanner.match(separator)) {
      patterns.push(next());
    }
    return patterns;
  }

  private operand(): FilterPattern {
    if (!this.scanner.match(/\(/y)) {
      return this.condition();
    }
    const pattern = this.disjunction();
    this.scanner.expect(/\)/y, 'Close the parenthesis with )');
    return pattern;
  }

  private condition(): FilterPattern {
    const selector = this.selector();
    if (this.scanner.match(/NOT\s+EXISTS\b/iy)) {
      return { kind: 'absent', selector };
    }
    if (this.scanner.match(/IS\b/iy)) {
      const [word] = this.scanner.expect(/(TRUE|FALSE|NULL)\b/iy, 'Add TRUE, FALSE or NULL after IS');
      return { kind: 'is', selector, value: JSON.parse(word.toLowerCase()) };
    }
    const [operator] = this.scanner.expect(/!=|<=|>=|=(?!=)|<|>/y,
      'Add =, !=, <, <=, >, >=, IS, NOT EXISTS or = "*" (for any value) after the property');
    return this.comparison(selector, operator as NumericOperator);
  }

  private selector(): Selector {
    this.scanner.expect(/\$/y, 'Begin the condition with a property, such as $.eventName');
    const steps: SelectorStep[] = [];
    for (let step = this.step(); step; step = this.step()) {
      steps.push(step);
    }
    const wildcards = steps.filter((step) => 'any' in step).length;
    this.wildcards += wildcards;
    if (steps.length === 0) {
      this.scanner.fail('Add the name of a property after $, such as $.eventName');
    }
    if (wildcards > 1 || this.wildcards > MAX_WILDCARDS) {
      this.scanner.fail(`Use at most one wildcard in a property, and at most ${MAX_WILDCARDS} in a pattern`);
    }
    return steps;
  }

  private step(): SelectorStep | undefined {
    const match = this.scanner.match(/\.?\[(?:(\d+)|(\*)|'([^']+)'|"([^"]+)")\]|\.(?:([\w-]+)|(\*))/y);
    if (!match) {
      return undefined;
    }
    const [, index, anyElement, single, double, property, anyProperty] = match;
    if (anyElement ?? anyProperty) {
      return { any: anyElement ? 'element' : 'property' };
    }
    return index ? { index: Number(index) } : { property: single ?? double ?? property };
  }

  private comparison(selector: Selector, operator: NumericOperator): FilterPattern {
    const unquoted = this.scanner.match(/[\w.*:/+-]+/y)?.[0];
    if (unquoted !== undefined && NUMBER.test(unquoted)) {
      return { kind: 'number', selector, operator, number: Number(unquoted), text: unquoted };
    }
    if (operator !== '=' && operator !== '!=') {
      this.scanner.fail(`Add a number after ${operator}, such as 10, -1.5 or 1e3`);
    }
    return unquoted === undefined ? this.delimited(selector, operator) : { kind: 'text', selector, operator, text: unquoted };
  }

  private delimited(selector: Selector, operator: EqualityOperator): FilterPattern {
    const quoted = this.scanner.match(/"((?:[^"\\]|\\.)*)"/sy);
    if (quoted) {
      return { kind: 'text', selector, operator, text: quoted[1].replace(/\\(["\\])/g, '$1') };
    }
    const [, source] = this.scanner.expect(/%([^%]+)%/y,
      'Add a value: a number, a text between quotation marks, or a regular expression between two percent signs');
    this.checkRegex(source);
    return { kind: 'regex', selector, operator, source };
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions */
  private checkRegex(source: string): void {
    if (++this.regexes > MAX_REGEXES) {
      this.scanner.fail(`Use at most ${MAX_REGEXES} regular expressions in a pattern`);
    }
    const unsupported = /[^A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.\s]/.exec(source.replace(/\\[\x21-\x7e]/g, ''));
    if (unsupported) {
      this.scanner.fail(`Remove ${unsupported[0]} from the regular expression, because CloudWatch Logs does not support it`);
    }
    try {
      new RegExp(source);
    } catch {
      this.scanner.fail(`Correct the syntax of the regular expression %${source}%`);
    }
  }
}
