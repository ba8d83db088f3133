import { propsOf, type State } from './states';
import { synthesize, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { referencesIn } from '../support/dependencies';
import type { TemplateResource } from '../support/templates';

/** A resource, with its properties as text so that they can be compared. */
export interface Resource {
  readonly type: string;
  readonly onDelete: string;
  readonly onReplace: string;
  readonly properties: { readonly [name: string]: string };
  /** The logical ids to which each property refers. */
  readonly references: { readonly [name: string]: string[] };
}

export interface Export {
  readonly value: string;
  readonly references: string[];
}

/** What the model reads of a template. */
export interface BaselineTemplate {
  readonly resources: { readonly [id: string]: Resource };
  /** The exported values by the names of the exports. */
  readonly exports: { readonly [name: string]: Export };
}

const templates = new Map<string, BaselineTemplate | undefined>();

/** Returns the template of a state, or undefined if synthesis fails because the combination of props is not valid. */
export function templateOf(state: State): BaselineTemplate | undefined {
  const name = JSON.stringify(state);
  if (!templates.has(name)) {
    templates.set(name, synthesizeState(state));
  }
  return templates.get(name);
}

function synthesizeState(state: State): BaselineTemplate | undefined {
  try {
    return read(synthesize((stack) => propsOf(state, stack)));
  } catch (error) {
    if (!/ problems?:\n/.test((error as Error).message)) {
      throw error;
    }
    return undefined;
  }
}

/** Reads a synthesized template. */
export function read({ template }: Pick<SynthesizedBaseline, 'template'>): BaselineTemplate {
  const { Resources, Outputs = {} } = template.toJSON();
  const outputs = Object.values(Outputs as Record<string, { Value: unknown; Export?: { Name: unknown } }>).filter(({ Export: exported }) => exported);
  return {
    resources: mapValues(Resources as Record<string, TemplateResource>, ({ Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy }) => ({
      type: Type,
      onDelete: DeletionPolicy ?? 'Delete',
      onReplace: UpdateReplacePolicy ?? 'Delete',
      properties: mapValues(Properties, (value) => JSON.stringify(value)),
      references: mapValues(Properties, referencesIn),
    })),
    exports: Object.fromEntries(outputs.map(({ Value, Export: { Name } = { Name: '' } }) =>
      [JSON.stringify(Name), { value: JSON.stringify(Value), references: referencesIn(Value) }])),
  };
}

function mapValues<Value, Result>(record: Record<string, Value>, convert: (value: Value) => Result): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]));
}
