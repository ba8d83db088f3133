import { DefaultTokenResolver, Reference, StringConcat, Tokenization, type IPostProcessor, type IResolvable, type IResolveContext } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A value in which all tokens are resolved, except references to constructs. */
export interface ResolvedValue {
  /** Contains a `ResolvedReference` for each reference. */
  readonly value: unknown;
  /** The targets of all references in the value. */
  readonly targets: ReadonlySet<IConstruct>;
}

/** A reference to an attribute of a construct. References to the same attribute have the same JSON text. */
class ResolvedReference {
  public readonly path: string;
  public readonly attribute: string;
  public readonly target!: IConstruct;

  constructor({ target, displayName }: Reference) {
    this.path = target.node.path;
    this.attribute = displayName;
    Object.defineProperty(this, 'target', { value: target, enumerable: false });
  }
}

/** Resolves the tokens of a value as in the template, except references. */
export function resolveReferences(scope: IConstruct, value: unknown): ResolvedValue {
  const resolver = new ReferenceResolver();
  return { value: Tokenization.resolve(value, { scope, resolver }), targets: resolver.targets };
}

/** Returns the construct to which a resolved value refers. */
export function targetOf(value: unknown): IConstruct | undefined {
  return (value as Partial<ResolvedReference> | undefined)?.target;
}

/** Returns the name of the attribute to which a resolved value refers. */
export function attributeOf(value: unknown): string | undefined {
  return (value as Partial<ResolvedReference> | undefined)?.attribute;
}

class ReferenceResolver extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token)) {
      return super.resolveToken(token, context, postProcessor);
    }
    this.targets.add(token.target);
    return new ResolvedReference(token);
  }
}
