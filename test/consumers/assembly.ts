import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Property {
  readonly name: string;
  readonly type: TypeReference;
}

interface TypeReference {
  readonly fqn?: string;
  readonly collection?: { readonly elementtype: TypeReference };
  readonly union?: { readonly types: TypeReference[] };
}

export interface Type {
  readonly fqn: string;
  readonly kind: 'class' | 'enum' | 'interface';
  readonly name: string;
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly interfaces?: string[];
  readonly properties?: Property[];
  readonly initializer?: { readonly parameters?: Property[] };
  readonly methods?: { readonly name: string; readonly parameters?: Property[] }[];
}

/** The jsii assembly of a package. */
export interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly readme?: { readonly markdown: string };
  readonly dependencies: { [name: string]: string };
  readonly types: { [fqn: string]: Type };
}

/** Reads the assembly of an unpacked package. Returns undefined if it is not complete. */
export function readAssembly(folder: string): Assembly | undefined {
  const file = join(folder, '.jsii');
  if (!existsSync(file)) {
    return undefined;
  }
  const { schema, filename, ...assembly } = JSON.parse(readFileSync(file, 'utf8'));
  if (schema !== 'jsii/file-redirect') {
    return assembly;
  }
  const compressed = join(folder, filename);
  return existsSync(compressed) ? JSON.parse(gunzipSync(readFileSync(compressed)).toString()) : undefined;
}

/** The construct classes that users can create. */
export function constructsOf({ types }: Assembly): Type[] {
  return Object.values(types).filter(({ kind, abstract, initializer }) =>
    kind === 'class' && !abstract && initializer?.parameters?.[0]?.name === 'scope' && initializer.parameters[1]?.name === 'id');
}

/** The props of a construct, or undefined if it has none. */
export function propsOf({ types }: Assembly, { initializer }: Type): Type | undefined {
  return types[initializer?.parameters?.[2]?.type.fqn ?? ''];
}

/** The methods with a struct of the package as a parameter, and the struct. */
export function methodsWithOptions({ types }: Assembly): { readonly name: string; readonly options: Type }[] {
  return Object.values(types).flatMap(({ methods = [] }) => methods).flatMap(({ name, parameters = [] }) =>
    parameters.map(({ type }) => types[type.fqn ?? '']).filter((type) => type?.datatype).map((options) => ({ name, options })));
}

/** The struct and all structs of the package that its properties contain. */
export function structsWithin({ types }: Assembly, struct?: Type): Type[] {
  const structs = new Map<string, Type>();
  const visit = (type?: Type) => {
    if (type?.datatype && !structs.has(type.fqn)) {
      structs.set(type.fqn, type);
      propertiesOf(types, type).forEach((property) => fqnsOf(property.type).forEach((fqn) => visit(types[fqn])));
    }
  };
  visit(struct);
  return [...structs.values()];
}

export function propertiesOf(types: Assembly['types'], type: Type): Property[] {
  const inherited = (type.interfaces ?? []).flatMap((fqn) => (types[fqn] ? propertiesOf(types, types[fqn]) : []));
  return [...inherited, ...(type.properties ?? [])];
}

function fqnsOf({ fqn, collection, union }: TypeReference): string[] {
  return [...(fqn ? [fqn] : []), ...(collection ? fqnsOf(collection.elementtype) : []), ...(union?.types ?? []).flatMap(fqnsOf)];
}
