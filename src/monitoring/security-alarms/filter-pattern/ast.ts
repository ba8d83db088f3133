/** One step of a selector: a property, an element of an array, or any of them. */
export type SelectorStep = { readonly property: string } | { readonly index: number } | { readonly any: 'property' | 'element' };

/** The way to a value of an event: `$.users[0].id` is property users, index 0, property id. */
export type Selector = readonly SelectorStep[];

export type EqualityOperator = '=' | '!=';
export type NumericOperator = EqualityOperator | '<' | '<=' | '>' | '>=';

/** A JSON filter pattern of CloudWatch Logs, taken apart. */
export type FilterPattern =
  /** Patterns joined by `&&`. */
  | { readonly kind: 'all'; readonly patterns: readonly FilterPattern[] }
  /** Patterns joined by `||`. */
  | { readonly kind: 'any'; readonly patterns: readonly FilterPattern[] }
  /** A text with or without quotation marks, in which an asterisk at either end stands for any text. */
  | { readonly kind: 'text'; readonly selector: Selector; readonly operator: EqualityOperator; readonly text: string }
  /** A number, and how it was written: without quotation marks it may also stand for a text. */
  | { readonly kind: 'number'; readonly selector: Selector; readonly operator: NumericOperator; readonly number: number; readonly text: string }
  | { readonly kind: 'regex'; readonly selector: Selector; readonly operator: EqualityOperator; readonly source: string }
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: true | false | null }
  | { readonly kind: 'absent'; readonly selector: Selector };
