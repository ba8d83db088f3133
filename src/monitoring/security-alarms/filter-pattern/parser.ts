import type { EqualityOperator, FilterPattern, NumericOperator, Selector, SelectorStep } from './ast';
import { Scanner } from './scanner';

/** The quotas of the documented grammar. */
const MAX_REGEXES = 2;
const MAX_WILDCARDS = 3;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Takes a JSON filter pattern of CloudWatch Logs apart. Where the document says nothing, more is accepted rather than less.
 *
 * @throws Error with a sentence for the pattern's author, and the place in the pattern
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
    this.scanner.expect(/\{/y, 'A JSON pattern stands in braces, such as { $.eventName = "StopLogging" }');
    const pattern = this.disjunction();
    this.scanner.expect(/\}/y, 'Give && or || and another condition, or close the pattern with }');
    this.scanner.expect(/$/y, 'Nothing may follow the closing brace');
    return pattern;
  }

  /** `&&` binds more closely than `||`. */
  private disjunction(): FilterPattern {
    const patterns = this.series(/\|\|/y, () => this.conjunction());
    return patterns.length === 1 ? patterns[0] : { kind: 'any', patterns };
  }

  private conjunction(): FilterPattern {
    const patterns = this.series(/&&/y, () => this.operand());
    return patterns.length === 1 ? patterns[0] : { kind: 'all', patterns };
  }

  private series(separator: RegExp, next: () => FilterPattern): FilterPattern[] {
    const patterns = [next()];
    while (this.scanner.take(separator)) {
      patterns.push(next());
    }
    return patterns;
  }

  private operand(): FilterPattern {
    if (!this.scanner.take(/\(/y)) {
      return this.condition();
    }
    const pattern = this.disjunction();
    this.scanner.expect(/\)/y, 'Close the parenthesis with )');
    return pattern;
  }

  private condition(): FilterPattern {
    const selector = this.selector();
    if (this.scanner.take(/NOT\s+EXISTS\b/iy)) {
      return { kind: 'absent', selector };
    }
    if (this.scanner.take(/IS\b/iy)) {
      const [word] = this.scanner.expect(/(TRUE|FALSE|NULL)\b/iy, 'After IS give TRUE, FALSE or NULL');
      return { kind: 'is', selector, value: JSON.parse(word.toLowerCase()) };
    }
    const [operator] = this.scanner.expect(/!=|<=|>=|=(?!=)|<|>/y,
      'After a property give =, !=, <, <=, >, >=, IS or NOT EXISTS (a property that exists is = "*")');
    return this.comparison(selector, operator as NumericOperator);
  }

  private selector(): Selector {
    this.scanner.expect(/\$/y, 'A condition begins with a property, such as $.eventName');
    const steps: SelectorStep[] = [];
    for (let step = this.step(); step; step = this.step()) {
      steps.push(step);
    }
    const wildcards = steps.filter((step) => 'any' in step).length;
    this.wildcards += wildcards;
    if (steps.length === 0) {
      this.scanner.fail('After $ give a property, such as $.eventName');
    }
    if (wildcards > 1 || this.wildcards > MAX_WILDCARDS) {
      this.scanner.fail(`CloudWatch Logs takes one wildcard in a property, and ${MAX_WILDCARDS} in a pattern`);
    }
    return steps;
  }

  private step(): SelectorStep | undefined {
    const match = this.scanner.take(/\.?\[(?:(\d+)|(\*)|'([^']+)'|"([^"]+)")\]|\.(?:([\w-]+)|(\*))/y);
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
    const unquoted = this.scanner.take(/[\w.*:/+-]+/y)?.[0];
    if (unquoted !== undefined && NUMBER.test(unquoted)) {
      return { kind: 'number', selector, operator, number: Number(unquoted), text: unquoted };
    }
    if (operator !== '=' && operator !== '!=') {
      this.scanner.fail(`${operator} compares with a number, such as 10, -1.5 or 1e3`);
    }
    return unquoted === undefined ? this.delimited(selector, operator) : { kind: 'text', selector, operator, text: unquoted };
  }

  private delimited(selector: Selector, operator: EqualityOperator): FilterPattern {
    const quoted = this.scanner.take(/"((?:[^"\\]|\\.)*)"/sy);
    if (quoted) {
      return { kind: 'text', selector, operator, text: quoted[1].replace(/\\(["\\])/g, '$1') };
    }
    const [, source] = this.scanner.expect(/%([^%]+)%/y,
      'Give a value: a number, a text in quotation marks that are closed, or a regular expression between two %');
    this.checkRegex(source);
    return { kind: 'regex', selector, operator, source };
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions */
  private checkRegex(source: string): void {
    if (++this.regexes > MAX_REGEXES) {
      this.scanner.fail(`CloudWatch Logs takes ${MAX_REGEXES} regular expressions in a pattern`);
    }
    const foreign = /[^A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.\s]/.exec(source.replace(/\\[\x21-\x7e]/g, ''));
    if (foreign) {
      this.scanner.fail(`A regular expression of CloudWatch Logs may not contain ${foreign[0]}`);
    }
    try {
      new RegExp(source);
    } catch {
      this.scanner.fail(`%${source}% is no regular expression`);
    }
  }
}
