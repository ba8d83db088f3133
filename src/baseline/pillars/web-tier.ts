import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { alarmSection, pathsOf, type BaselineContext, type BaselineParts, type Output, type PathsOutside, type Pillar } from './pillar';
import type { Problems } from '../../common/validation/problems';
import { WebTier, type CommonWebTierProps, type WebTierProps } from '../../compute';
import { checkWebTier } from '../../compute/validation';
import { EnvironmentType } from '../environment-type';
import type { WebTierOptions } from '../options';

export const WEB_TIER_PATHS: PathsOutside<WebTierProps, CommonWebTierProps> = {
  vpc: 'network.vpc',
  certificate: 'certificate',
  accessLogsBucket: 'storage.accessLogsBucket',
  encryptionKey: 'storage.encryptionKey',
  serviceLinkedRoleSuffix: 'environmentSuffix',
  dataBucket: 'storage.dataBucket',
  logGroupName: 'environmentSuffix',
  logGroupRemovalPolicy: 'retainData',
  deletionProtection: 'deletionProtection',
  alarmActions: 'notifications.topic',
  okActions: 'notifications.notifyHealthOk',
  alarmNamePrefix: 'environmentSuffix',
  nameTag: 'environmentSuffix',
};

/** Creates the web tier. */
export const WEB_TIER: Pillar = {
  validate(problems, context) {
    const { scope, props: { certificate }, options: { network } } = context;
    const webTier = optionsOf(context);
    if (webTier.enabled !== false) {
      problems.include((inner) => checkWebTier(inner, scope, { ...webTier, certificate, vpc: network.vpc }), pathsOf('webTier', WEB_TIER_PATHS));
      checkProduction(problems, context);
    }
  },

  create(context, parts) {
    const { scope, props, options: { deletionProtection }, namePrefix } = context;
    const { enabled, ...webTier } = optionsOf(context);
    if (enabled === false) {
      return parts;
    }
    const created = new WebTier(scope, 'WebTier', {
      ...webTier,
      ...parts.healthAlarms,
      vpc: parts.vpc!,
      certificate: props.certificate,
      accessLogsBucket: parts.accessLogsTarget,
      deletionProtection,
      nameTag: namePrefix,
      ...(hasInstances(context) ? instanceProps(context, parts) : {}),
    });
    if (hasInstances(context)) {
      allowDatabases(created, parts);
    }
    return { ...parts, webTier: created };
  },

  outputs: ({ webTier }) => [
    {
      name: 'LoadBalancerDnsName',
      description: 'The DNS name of the load balancer',
      value: webTier?.loadBalancerDnsName,
      notExported: 'the first certificate replaces the load balancer',
    },
    ...(webTier?.targetType === TargetType.IP ? outputsForTargets(webTier) : []),
  ],

  dashboardSections: ({ webTier }) => [alarmSection('Web tier', webTier?.alarms)],
};

/** What other stacks require to register targets of type IP. */
function outputsForTargets({ targetGroup, loadBalancerSecurityGroup }: WebTier): Output[] {
  return [
    {
      name: 'TargetGroupArn',
      description: 'The ARN of the target group of the load balancer',
      value: targetGroup.targetGroupArn,
      notExported: 'the first certificate, webTier.targetProtocol and webTier.targetPort replace the target group',
    },
    {
      name: 'LoadBalancerSecurityGroupId',
      description: 'The id of the security group of the load balancer',
      value: loadBalancerSecurityGroup.securityGroupId,
    },
  ];
}

function hasInstances({ options: { webTier } }: BaselineContext): boolean {
  return webTier.targetType !== TargetType.IP;
}

/** The presets of the environment types apply to instances, and that of the retention period to a new log group. */
function optionsOf(context: BaselineContext): WebTierOptions {
  const { options: { webTier }, props } = context;
  return hasInstances(context) ? { ...webTier, logRetention: webTier.logGroup ? props.webTier?.logRetention : webTier.logRetention } : props.webTier!;
}

function instanceProps({ props, namePrefix, dataRemovalPolicy, options: { webTier } }: BaselineContext, parts: BaselineParts): Partial<WebTierProps> {
  return {
    encryptionKey: parts.encryptionKey,
    serviceLinkedRoleSuffix: props.environmentSuffix,
    dataBucket: parts.dataTarget,
    logGroupName: webTier.logGroup ? undefined : `/${namePrefix}/application`,
    logGroupRemovalPolicy: webTier.logGroup ? undefined : dataRemovalPolicy,
  };
}

function allowDatabases(webTier: WebTier, { database }: BaselineParts): void {
  for (const { connections } of database ? [database, ...Object.values(database.readReplicas)] : []) {
    connections.allowDefaultPortFrom(webTier, 'MySQL from the application');
  }
}

function checkProduction(problems: Problems, context: BaselineContext): void {
  const { environmentType, props } = context;
  if (environmentType !== EnvironmentType.PRODUCTION) {
    return;
  }
  if (props.certificate === undefined) {
    problems.add({
      prop: 'certificate',
      value: undefined,
      must: 'be specified for a web tier in production',
      remedy: "Use a certificate for HTTPS, for example acm.Certificate.fromCertificateArn(this, 'Certificate', arn), or set {webTier.enabled} to false.",
    });
  }
  if (hasInstances(context)) {
    problems.check('webTier.minCapacity', optionsOf(context).minCapacity, {
      isMet: (count) => count >= 2, must: 'be at least 2 in production', remedy: 'Increase {webTier.minCapacity}, or remove it to use the default of 2.',
    });
  }
}
