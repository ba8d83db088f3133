import type { PlainResource, PlainTemplate } from './plain-template';

/** The conditions of a merged template: whether a parameter has a value, and whether it has none. */
interface Conditions {
  readonly given: string;
  readonly missing: string;
}

/** Intrinsic functions whose arguments CloudFormation takes as they are: no `Fn::If` may stand within. */
const WHOLE = ['Ref', 'Fn::GetAtt', 'Fn::Sub'];
const NO_VALUE = { Ref: 'AWS::NoValue' };

/**
 * One template of two: the first where a parameter has a value, the second where it is empty. What only one of them has gets a condition,
 * and so does each value in which they differ.
 */
export function either(parameter: string, given: PlainTemplate, missing: PlainTemplate): PlainTemplate {
  const names: Conditions = { given: `With${parameter}`, missing: `Without${parameter}` };
  const isEmpty = { 'Fn::Equals': [{ Ref: parameter }, ''] };
  return {
    ...given,
    Conditions: { ...given.Conditions, [names.given]: { 'Fn::Not': [isEmpty] }, [names.missing]: isEmpty },
    Resources: mergeEntries(names, given.Resources, missing.Resources, mergeResources),
    Outputs: mergeEntries(names, given.Outputs, missing.Outputs, mergeValues),
  };
}

type Merge<T> = (names: Conditions, given: T, missing: T) => unknown;

function mergeEntries<T>(names: Conditions, given: Record<string, T>, missing: Record<string, T>, merge: Merge<T>): Record<string, T> {
  const entries = [...new Set([...Object.keys(given), ...Object.keys(missing)])].map((id) => {
    if (id in given && id in missing) {
      return [id, merge(names, given[id], missing[id])];
    }
    return [id, id in given ? { ...given[id], Condition: names.given } : { ...missing[id], Condition: names.missing }];
  });
  return Object.fromEntries(entries);
}

/** Only in properties does CloudFormation know conditions: what stands beside them must be the same. */
function mergeResources(names: Conditions, given: PlainResource, missing: PlainResource): PlainResource {
  const { Properties, ...rest } = given;
  const { Properties: missingProperties, ...missingRest } = missing;
  if (JSON.stringify(rest) !== JSON.stringify(missingRest)) {
    throw new Error(`The two templates differ in more than properties: ${JSON.stringify([rest, missingRest])}`);
  }
  return Properties ? { ...rest, Properties: mergeValues(names, Properties, missingProperties) as PlainResource['Properties'] } : rest;
}

function mergeValues(names: Conditions, given: unknown, missing: unknown): unknown {
  if (JSON.stringify(given) === JSON.stringify(missing)) {
    return given;
  }
  if (Array.isArray(given) && Array.isArray(missing) && given.length === missing.length) {
    return given.map((one, index) => mergeValues(names, one, missing[index]));
  }
  if (isObject(given) && isObject(missing) && isAlike(given, missing)) {
    const keys = [...new Set([...Object.keys(given), ...Object.keys(missing)])];
    return Object.fromEntries(keys.map((key) => [key, mergeValues(names, given[key] ?? NO_VALUE, missing[key] ?? NO_VALUE)]));
  }
  return { 'Fn::If': [names.given, given, missing] };
}

/** Whether the two can be merged key by key: objects of properties, or calls of the same function. */
function isAlike(given: object, missing: object): boolean {
  const functions = Object.keys({ ...given, ...missing }).filter((key) => key === 'Ref' || key.startsWith('Fn::'));
  return functions.every((name) => name in given && name in missing && !WHOLE.includes(name));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
