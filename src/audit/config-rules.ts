import * as config from 'aws-cdk-lib/aws-config';
import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { IAM_REGIONS } from './iam-regions';
import { validateRules } from './validation';

/** A rule that AWS manages. */
export interface ManagedConfigRule {
  /** The rule's identifier, such as `config.ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC`. */
  readonly identifier: string;

  /**
   * What the rule demands, as people see it in the console: 256 characters at most.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly description: string;

  /**
   * The rule's parameters.
   * @default - none
   */
  readonly inputParameters?: { [name: string]: string };

  /**
   * How often a periodic rule is evaluated.
   * @default - as the rule's author chose
   */
  readonly maximumExecutionFrequency?: config.MaximumExecutionFrequency;

  /**
   * The only regions that have the rule. In another it is left out: AWS Config would refuse it, and the stack would be rolled back. Where
   * only the deployment knows the region, a condition decides.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/managing-rules-by-region-availability.html
   * @default - every region has it
   */
  readonly regions?: string[];
}

/** Which rules `ConfigRules` makes. */
export interface ConfigRulesProps {
  /**
   * The rules. To add to the baseline's own: `[...ConfigRules.BASELINE, { identifier, description }]`.
   * @default ConfigRules.BASELINE
   */
  readonly rules?: ManagedConfigRule[];

  /**
   * Put before every rule's name, with a hyphen: both together have 128 characters at most.
   * @default - CloudFormation names the rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;
}

/**
 * AWS Config rules that AWS manages.
 *
 * A rule needs a recorder: `rules.node.addDependency(configStarter)`.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export class ConfigRules extends Construct {
  /** What every account should hold to. */
  public static readonly BASELINE: ManagedConfigRule[] = [
    { identifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED', description: 'No bucket can be read by everybody' },
    { identifier: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', description: 'No bucket can be written by everybody' },
    { identifier: 'S3_BUCKET_SSL_REQUESTS_ONLY', description: 'Every bucket refuses plain HTTP' },
    { identifier: 'RDS_STORAGE_ENCRYPTED', description: 'Every database is encrypted' },
    { identifier: 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK', description: 'No database is reachable from the internet' },
    { identifier: 'INCOMING_SSH_DISABLED', description: 'No security group lets SSH in from everywhere' },
    { identifier: 'VPC_DEFAULT_SECURITY_GROUP_CLOSED', description: 'The default security groups let nothing through' },
    { identifier: 'VPC_FLOW_LOGS_ENABLED', description: 'Every VPC has flow logs' },
    { identifier: 'EC2_IMDSV2_CHECK', description: 'Every instance demands IMDSv2' },
    { identifier: 'ENCRYPTED_VOLUMES', description: 'Every attached volume is encrypted' },
    { identifier: 'CLOUD_TRAIL_ENABLED', description: 'CloudTrail is on' },
    { identifier: 'CMK_BACKING_KEY_ROTATION_ENABLED', description: 'Every customer-managed key is rotated' },
    { identifier: 'ROOT_ACCOUNT_MFA_ENABLED', description: 'The root user signs in with MFA', regions: IAM_REGIONS },
  ];

  /** The rules, by identifier, without those that the region does not have. */
  public readonly rules: { [identifier: string]: config.CfnConfigRule } = {};

  constructor(scope: Construct, id: string, props: ConfigRulesProps = {}) {
    super(scope, id);
    const rules = props.rules ?? ConfigRules.BASELINE;
    validateRules(this, rules, props.namePrefix);
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
      const expression = Fn.conditionOr(...rule.regions.map((region) => Fn.conditionEquals(Aws.REGION, region)));
      resource.cfnOptions.condition = new CfnCondition(this, `${rule.identifier}Region`, { expression });
    }
    return resource;
  }
}

function isIn(region: string, regions: string[] | undefined): boolean {
  return regions === undefined || Token.isUnresolved(region) || regions.includes(region);
}
