import { Annotations, PropertyInjectors, type InjectionContext, type IPropertyInjector } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface Props {
  readonly [name: string]: unknown;
}

/** The props that injectors can set, by class, unless the package sets them. They restrict a resource or only change its name. */
const ACCEPTED: { readonly [constructUniqueId: string]: readonly string[] | undefined } = {
  'aws-cdk-lib.aws-iam.Role': ['permissionsBoundary', 'path'],
};

/**
 * Keeps the props of all L2 constructs that are created in a scope of the package: property injectors of the app do not change them, apart from
 * the accepted props. Call it before the scope creates its first child.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/blueprints.html
 */
export function keepProps(scope: Construct): void {
  const ids = scope.node.scopes.flatMap((one) => PropertyInjectors.hasPropertyInjectors(one) ? PropertyInjectors.of(one).supportedClasses() : []);
  new Set(ids).forEach((id) => PropertyInjectors.of(scope).add(new PropKeeper(scope, id)));
}

/**
 * Keeps the props that a subclass of an L2 construct passes to its superclass. The scope is a scope of the user, so that property injectors continue
 * to change all other constructs in it.
 */
export function keepPropsOf<T extends object>(scope: Construct, constructUniqueId: string, props: T): T {
  const injector = injectorIn(scope, constructUniqueId) ?? injectorOf(scope.node.scope as Construct | undefined, constructUniqueId);
  if (injector) {
    PropertyInjectors.of(scope).add(new PropKeeper(scope, constructUniqueId, props));
  }
  return props;
}

/** Replaces an injector that the scope has, or that a parent scope has, and calls it for the accepted props. */
class PropKeeper implements IPropertyInjector {
  private readonly replaced?: IPropertyInjector;

  constructor(private readonly scope: Construct, public readonly constructUniqueId: string, private readonly own?: object) {
    this.replaced = injectorIn(scope, constructUniqueId);
  }

  public inject(props: Props | undefined, context: InjectionContext): unknown {
    const injector = this.replaced ?? injectorOf(this.scope.node.scope as Construct | undefined, this.constructUniqueId);
    if (injector === undefined || (this.own && this.own !== props)) {
      return injector ? injector.inject(props, context) : props;
    }
    const injected = Object.entries<unknown>(injector.inject({ ...props }, context) ?? {}).filter(([name, value]) => value !== props?.[name]);
    const isAccepted = (name: string) => props?.[name] === undefined && ACCEPTED[this.constructUniqueId]?.includes(name);
    this.addInfo(injected.map(([name]) => name).filter((name) => !isAccepted(name)), context);
    return { ...props, ...Object.fromEntries(injected.filter(([name]) => isAccepted(name))) };
  }

  private addInfo(ignored: string[], { scope, id }: InjectionContext): void {
    if (ignored.length > 0) {
      Annotations.of(scope).addInfoV2('SecureBaseline:ignoredInjection',
        `A property injector of ${this.constructUniqueId} sets ${ignored.sort().join(', ')} of ${scope.node.path}/${id}, which is ignored. `
        + 'Resources of this package keep their properties. Use a prop of the construct, or an aspect.');
    }
  }
}

/** Returns the injector of a class that is defined in the scope itself. */
function injectorIn(scope: Construct, constructUniqueId: string): IPropertyInjector | undefined {
  return PropertyInjectors.hasPropertyInjectors(scope) ? PropertyInjectors.of(scope).for(constructUniqueId) : undefined;
}

/** Returns the injector of a class that applies to the children of a scope. */
function injectorOf(scope: Construct | undefined, constructUniqueId: string): IPropertyInjector | undefined {
  return scope && (injectorIn(scope, constructUniqueId) ?? injectorOf(scope.node.scope as Construct | undefined, constructUniqueId));
}
