import { createHash } from 'node:crypto';
import * as config from 'aws-cdk-lib/aws-config';
import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { baselineRules } from './baseline-rules';
import type { ConfigRulesProps, ManagedConfigRule } from './props';
import { checkConfigRules, warnOfUnknownRules } from './validation';
import { Problems } from '../common/validation/problems';

/**
 * Creates AWS Config managed rules.
 *
 * Rules require a running recorder. Add the dependency with `rules.node.addDependency(configStarter)`.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 *
 * @example
 * import { ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
 * import { ConfigRules } from '@org/secure-baseline';
 *
 * new ConfigRules(this, 'Rules', {
 *   rules: [{ identifier: ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC, description: 'Instances are in a VPC' }],
 * });
 */
export class ConfigRules extends Construct {
  /** The default rules. Each access returns a new array, which can be changed. */
  public static get baselineRules(): ManagedConfigRule[] {
    return baselineRules();
  }

  /** The rules by identifier, without those that are not available in the region. */
  public readonly rules: { [identifier: string]: config.CfnConfigRule } = {};

  constructor(scope: Construct, id: string, props: ConfigRulesProps = {}) {
    super(scope, id);
    const rules = props.rules ?? baselineRules();
    const problems = new Problems(this);
    checkConfigRules(problems, rules, props.namePrefix);
    problems.throwIfAny();
    warnOfUnknownRules(problems, rules);
    for (const rule of rules.filter(({ regions }) => isAvailableIn(Stack.of(this).region, regions))) {
      this.rules[rule.identifier] = this.createRule(rule, props.namePrefix);
    }
  }

  private createRule(rule: ManagedConfigRule, namePrefix?: string): config.CfnConfigRule {
    const name = rule.identifier.toLowerCase().replace(/_/g, '-');
    const resource = new config.CfnConfigRule(this, rule.identifier, {
      configRuleName: namePrefix && `${namePrefix}-${name}`,
      description: rule.description,
      inputParameters: rule.inputParameters,
      maximumExecutionFrequency: rule.maximumExecutionFrequency,
      source: { owner: 'AWS', sourceIdentifier: rule.identifier },
    });
    if (rule.regions && Token.isUnresolved(Stack.of(this).region)) {
      resource.cfnOptions.condition = regionCondition(Stack.of(this), rule.regions);
    }
    return resource;
  }
}

function isAvailableIn(region: string, regions: string[] | undefined): boolean {
  return regions === undefined || Token.isUnresolved(region) || regions.includes(region);
}

/** Returns a condition for a list of regions. Its logical id depends on the list only, so that it does not change if a parent of the rules is renamed. */
function regionCondition(stack: Stack, regions: string[]): CfnCondition {
  const id = `ConfigRuleRegions${createHash('sha256').update([...regions].sort().join()).digest('hex').slice(0, 8).toUpperCase()}`;
  const expression = () => Fn.conditionOr(...regions.map((region) => Fn.conditionEquals(Aws.REGION, region)));
  return (stack.node.tryFindChild(id) as CfnCondition | undefined) ?? new CfnCondition(stack, id, { expression: expression() });
}
