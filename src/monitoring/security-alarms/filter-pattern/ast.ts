/** One step of a selector: a property, an array element, or a wildcard for any property or element. */
export type SelectorStep = { readonly property: string } | { readonly index: number } | { readonly any: 'property' | 'element' };

/** The path to a value of an event: `$.users[0].id` consists of property users, index 0 and property id. */
export type Selector = readonly SelectorStep[];

export type EqualityOperator = '=' | '!=';
export type NumericOperator = EqualityOperator | '<' | '<=' | '>' | '>=';

/** The syntax tree of a JSON filter pattern of CloudWatch Logs. */
export type FilterPattern =
  /** Patterns joined by `&&`. */
  | { readonly kind: 'all'; readonly patterns: readonly FilterPattern[] }
  /** Patterns joined by `||`. */
  | { readonly kind: 'any'; readonly patterns: readonly FilterPattern[] }
  /** A comparison with a text, with or without quotation marks. An asterisk at either end matches any text. */
  | { readonly kind: 'text'; readonly selector: Selector; readonly operator: EqualityOperator; readonly text: string }
  /** A comparison with a number. `text` is the number as written: without quotation marks, it can also match a text. */
  | { readonly kind: 'number'; readonly selector: Selector; readonly operator: NumericOperator; readonly number: number; readonly text: string }
  | { readonly kind: 'regex'; readonly selector: Selector; readonly operator: EqualityOperator; readonly source: string }
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: true | false | null }
  | { readonly kind: 'absent'; readonly selector: Selector };
