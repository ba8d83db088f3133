import { createHash } from 'node:crypto';
import * as config from 'aws-cdk-lib/aws-config';
import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { baselineRules } from './baseline-rules';
import type { ConfigRulesProps, ManagedConfigRule } from './props';
import { checkConfigRules } from './validation';
import { Problems } from '../common/validation/problems';

/**
 * AWS Config rules that AWS manages.
 *
 * Rules require a recorder: `rules.node.addDependency(configStarter)`.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export class ConfigRules extends Construct {
  /** The rules that every account should comply with: a new list each time, which can be changed. */
  public static get baselineRules(): ManagedConfigRule[] {
    return baselineRules();
  }

  /** The rules by identifier, without those that the region does not have. */
  public readonly rules: { [identifier: string]: config.CfnConfigRule } = {};

  constructor(scope: Construct, id: string, props: ConfigRulesProps = {}) {
    super(scope, id);
    const rules = props.rules ?? baselineRules();
    const problems = new Problems(this);
    checkConfigRules(problems, rules, props.namePrefix);
    problems.throwIfAny();
    for (const rule of rules.filter(({ regions }) => isIn(Stack.of(this).region, regions))) {
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

function isIn(region: string, regions: string[] | undefined): boolean {
  return regions === undefined || Token.isUnresolved(region) || regions.includes(region);
}

/** One condition for each list of regions, named by the list: its logical id does not change when the constructs around the rules are renamed. */
function regionCondition(stack: Stack, regions: string[]): CfnCondition {
  const id = `ConfigRuleRegions${createHash('sha256').update([...regions].sort().join()).digest('hex').slice(0, 8).toUpperCase()}`;
  const expression = () => Fn.conditionOr(...regions.map((region) => Fn.conditionEquals(Aws.REGION, region)));
  return (stack.node.tryFindChild(id) as CfnCondition | undefined) ?? new CfnCondition(stack, id, { expression: expression() });
}
