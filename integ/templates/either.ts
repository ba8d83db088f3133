import type { PlainResource, PlainTemplate } from './plain-template';

/** The conditions of a merged template: whether a parameter has a value, and whether it has none. */
interface Conditions {
  readonly present: string;
  readonly absent: string;
}

/** Intrinsic functions whose arguments cannot contain `Fn::If`. */
const FUNCTIONS_WITHOUT_IF = ['Ref', 'Fn::GetAtt', 'Fn::Sub'];
const NO_VALUE = { Ref: 'AWS::NoValue' };

/**
 * Merges two templates: the first applies if the parameter has a value, the second if it is empty. Resources and outputs of only one template
 * get a condition; different values of properties become `Fn::If`.
 */
export function either(parameter: string, present: PlainTemplate, absent: PlainTemplate): PlainTemplate {
  const names: Conditions = { present: `With${parameter}`, absent: `Without${parameter}` };
  const isEmpty = { 'Fn::Equals': [{ Ref: parameter }, ''] };
  return {
    ...present,
    Conditions: { ...present.Conditions, [names.present]: { 'Fn::Not': [isEmpty] }, [names.absent]: isEmpty },
    Resources: mergeEntries(names, present.Resources, absent.Resources, mergeResources),
    Outputs: mergeEntries(names, present.Outputs, absent.Outputs, mergeValues),
  };
}

type Merge<T> = (names: Conditions, present: T, absent: T) => unknown;

function mergeEntries<T>(names: Conditions, present: Record<string, T>, absent: Record<string, T>, merge: Merge<T>): Record<string, T> {
  const entries = [...new Set([...Object.keys(present), ...Object.keys(absent)])].map((id) => {
    if (id in present && id in absent) {
      return [id, merge(names, present[id], absent[id])];
    }
    return [id, id in present ? { ...present[id], Condition: names.present } : { ...absent[id], Condition: names.absent }];
  });
  return Object.fromEntries(entries);
}

/** Merges the properties. The other attributes of the resources must be equal, because CloudFormation evaluates `Fn::If` only in properties. */
function mergeResources(names: Conditions, present: PlainResource, absent: PlainResource): PlainResource {
  const { Properties, ...rest } = present;
  const { Properties: absentProperties, ...absentRest } = absent;
  if (JSON.stringify(rest) !== JSON.stringify(absentRest)) {
    throw new Error(`The templates must differ only in properties of resources, got different attributes: ${JSON.stringify([rest, absentRest])}`);
  }
  return Properties ? { ...rest, Properties: mergeValues(names, Properties, absentProperties) as PlainResource['Properties'] } : rest;
}

function mergeValues(names: Conditions, present: unknown, absent: unknown): unknown {
  if (JSON.stringify(present) === JSON.stringify(absent)) {
    return present;
  }
  if (Array.isArray(present) && Array.isArray(absent) && present.length === absent.length) {
    return present.map((one, index) => mergeValues(names, one, absent[index]));
  }
  if (isObject(present) && isObject(absent) && isAlike(present, absent)) {
    const keys = [...new Set([...Object.keys(present), ...Object.keys(absent)])];
    return Object.fromEntries(keys.map((key) => [key, mergeValues(names, present[key] ?? NO_VALUE, absent[key] ?? NO_VALUE)]));
  }
  return { 'Fn::If': [names.present, present, absent] };
}

/** Whether the two can be merged key by key: objects of properties, or calls of the same function. */
function isAlike(present: object, absent: object): boolean {
  const functions = Object.keys({ ...present, ...absent }).filter((key) => key === 'Ref' || key.startsWith('Fn::'));
  return functions.every((name) => name in present && name in absent && !FUNCTIONS_WITHOUT_IF.includes(name));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
