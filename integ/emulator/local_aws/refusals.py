"""The requests that AWS refuses and ministack accepts: one row for each, with the error of AWS.

A row holds for the requests of the SDKs and for CloudFormation: the resource types of this extension call `refuse` with the request that
CloudFormation would send. A new row has a condition in conditions.py and a test in test/emulator/refusals/. `{...}` in a message is a
value that the condition returns. A source ends with "(text not documented)" where AWS documents the error code only.
"""
from typing import Callable, NamedTuple

from ministack.services import config

from . import conditions, delivery_tests


class Refusal(NamedTuple):
    action: str
    #: Returns the values of the message if AWS refuses the request, otherwise None.
    condition: Callable
    code: str
    message: str
    source: str


_RDS_ISSUES = 'https://github.com/terraform-aws-modules/terraform-aws-rds/issues'
_RDS_TYPES = ('https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-rds/blob/main/'
              'aws-rds-dbinstance/src/main/java/software/amazon/rds/dbinstance')
_CONFIG_API = 'https://docs.aws.amazon.com/config/latest/APIReference'
_SMALL_VOLUME = "Volume of size {size}GB is smaller than snapshot '{snapshot}', expect size >= {minimum}GB"
_VOLUME_WITHOUT_SIZE = 'Either snapshot ID or volume size must be provided for: {device}'


REFUSALS = [
    Refusal('rds:CreateDBInstance', conditions.existing_database,
            'DBInstanceAlreadyExists', 'DB instance already exists',
            'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html'),
    Refusal('rds:CreateDBInstanceReadReplica', conditions.source_manages_password,
            'InvalidParameterValue', 'Creating read replicas for source instance with engine {engine} where ManageMasterUserPassword is enabled is not supported.',
            f'{_RDS_ISSUES}/532'),
    Refusal('rds:RestoreDBInstanceFromDBSnapshot', conditions.smaller_than_snapshot,
            'InvalidParameterCombination', 'Invalid storage size for engine name {engine} and storage type {type}: {size}',
            'https://github.com/ministryofjustice/cloud-platform-user-guide/pull/1911'),
    *(Refusal(f'rds:{action}', conditions.little_room_for_growth,
              'InvalidParameterCombination', 'The maximum allocated storage must be increased by at least 10 percent.',
              'https://github.com/ministryofjustice/cloud-platform-environments/pull/24422')
      for action in ('CreateDBInstance', 'ModifyDBInstance')),
    Refusal('rds:ModifyDBInstance', conditions.older_than_installed,
            'InvalidParameterCombination', 'Cannot upgrade {engine} from {installed} to {version}',
            'https://github.com/thunderbird/appointment/pull/725'),
    Refusal('rds:ModifyDBInstance', conditions.new_major_version,
            'InvalidParameterCombination', 'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.',
            'https://github.com/aws-controllers-k8s/community/issues/1265'),
    Refusal('rds:ModifyDBInstance', conditions.replica_needs_upgrade,
            'DBUpgradeDependencyFailure', "One or more of the DB Instance's read replicas need to be upgraded: {replicas}",
            'https://github.com/aws/aws-cdk/issues/26755'),
    # Not an action of the API: ModifyDBInstance accepts the change, the resource type of CloudFormation does not.
    Refusal('cloudformation:UpdateDBInstance', lambda changes: {} if 'EngineLifecycleSupport' in changes else None,
            'InvalidRequest', 'EngineLifecycleSupport cannot be modified.',
            f'{_RDS_TYPES}/UpdateHandler.java'),
    Refusal('rds:DeleteDBInstance', conditions.protected_database,
            'InvalidParameterCombination', 'Cannot delete protected DB Instance, please disable deletion protection and try again.',
            'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html'),
    Refusal('rds:DeleteOptionGroup', conditions.option_group_in_use,
            'InvalidOptionGroupStateFault', "The option group '{name}' cannot be deleted because it is in use.",
            'https://github.com/hashicorp/terraform-provider-aws/issues/4595'),
    Refusal('rds:DeleteDBParameterGroup', conditions.parameter_group_in_use,
            'InvalidDBParameterGroupState', 'One or more database instances are still members of this parameter group {name}, so the group cannot be deleted',
            'https://github.com/hashicorp/terraform/issues/29232'),
    Refusal('rds:DeleteDBSubnetGroup', conditions.subnet_group_in_use,
            'InvalidDBSubnetGroupStateFault', "Cannot delete the subnet group '{name}' because at least one database instance: {database} is still using it.",
            'https://github.com/anomalyco/sst/issues/6592'),
    Refusal('rds:ModifyDBSubnetGroup', conditions.subnets_of_another_vpc,
            'InvalidParameterValue', 'The new Subnets are not in the same Vpc as the existing subnet group',
            'https://github.com/hashicorp/terraform-provider-aws/issues/27459'),
    Refusal('ec2:DeleteSubnet', conditions.subnet_in_use,
            'DependencyViolation', "The subnet '{subnet}' has dependencies and cannot be deleted.",
            'https://github.com/aws/aws-cdk/issues/14456'),
    Refusal('ec2:DeleteSecurityGroup', conditions.security_group_in_use,
            'DependencyViolation', 'resource {group} has a dependent object',
            'https://docs.aws.amazon.com/guardduty/latest/ug/using-iac-with-gdu-automated-agents-runtime-monitoring.html'),
    Refusal('ec2:DeleteVpc', conditions.vpc_in_use,
            'DependencyViolation', "The vpc '{vpc}' has dependencies and cannot be deleted.",
            'https://github.com/convox/rack/issues/1090'),
    Refusal('ec2:RunInstances', conditions.volume_smaller_than_image,
            'InvalidBlockDeviceMapping', _SMALL_VOLUME,
            'https://github.com/scylladb/scylla-cluster-tests/issues/2484'),
    Refusal('ec2:RunInstances', conditions.volume_without_size,
            'InvalidBlockDeviceMapping', _VOLUME_WITHOUT_SIZE,
            'https://github.com/nortontruter/infracoders-workshop/pull/3'),
    *(Refusal(f'autoscaling:{action}', condition, 'ValidationError', f'You must use a valid fully-formed launch template. {message}', source)
      for action in ('CreateAutoScalingGroup', 'UpdateAutoScalingGroup')
      for condition, message, source in (
          (conditions.volume_smaller_than_image, _SMALL_VOLUME,
           'https://github.com/aws-samples/amazon-autoscaling-mac1metal-ec2-with-terraform/issues/6'),
          (conditions.volume_without_size, _VOLUME_WITHOUT_SIZE, 'https://github.com/nortontruter/infracoders-workshop/pull/3 (text not documented)'))),
    Refusal('elasticloadbalancing:DeleteLoadBalancer', conditions.protected_load_balancer,
            'OperationNotPermitted', "Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html'),
    Refusal('elasticloadbalancing:ModifyLoadBalancerAttributes', delivery_tests.without_permission(delivery_tests.of_load_balancer),
            'InvalidConfigurationRequest', 'Access Denied for bucket: {bucket}. Please check S3bucket permission',
            'https://repost.aws/knowledge-center/elb-troubleshoot-access-logs'),
    Refusal('elasticloadbalancing:CreateListener', conditions.shared_target_group,
            'TargetGroupAssociationLimit', 'The following target groups cannot be associated with more than one load balancer: {group}',
            'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html'),
    Refusal('cloudtrail:CreateTrail', conditions.sixth_trail,
            'MaximumNumberOfTrailsExceededException', 'User: {account} already has 5 trails in {region}.',
            'https://github.com/linz/geostore/issues/1450'),
    Refusal('cloudtrail:PutEventSelectors', conditions.too_many_selector_values,
            'InvalidEventSelectorsException', 'The advanced event selectors have {count} values, and a trail supports at most 500.',
            'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html (text not documented)'),
    *(Refusal(f'cloudtrail:{action}', conditions.key_of_other_region_than_bucket('KmsKeyId', 'S3BucketName'),
              'KmsKeyNotFoundException', 'The KMS key {key} does not exist, or is not in the same region as the S3 bucket.',
              'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (text not documented)')
      for action in ('CreateTrail', 'UpdateTrail')),
    Refusal('config:PutConfigurationRecorder', conditions.second(config._recorders, 'ConfigurationRecorder'),
            'MaxNumberOfConfigurationRecordersExceededException', 'Failed to put configurationRecorder {name} because you have reached the limit of 1: {other} exists.',
            f'{_CONFIG_API}/API_PutConfigurationRecorder.html'),
    Refusal('config:PutDeliveryChannel', conditions.second(config._delivery_channels, 'DeliveryChannel'),
            'MaxNumberOfDeliveryChannelsExceededException', 'Failed to put deliveryChannel {name} because you have reached the limit of 1: {other} exists.',
            f'{_CONFIG_API}/API_PutDeliveryChannel.html'),
    Refusal('config:PutDeliveryChannel', conditions.key_of_other_region_than_bucket('s3KmsKeyArn', 's3BucketName', member='DeliveryChannel'),
            'InvalidS3KmsKeyArnException', 'The specified KMS key ARN {key} is not valid: the key must be in the same region as the S3 bucket.',
            f'{_CONFIG_API}/API_PutDeliveryChannel.html (text not documented)'),
    Refusal('config:PutDeliveryChannel', delivery_tests.without_permission(delivery_tests.of_delivery_channel),
            'InsufficientDeliveryPolicyException', 'Insufficient delivery policy to s3 bucket: {bucket}, unable to write to bucket.',
            f'{_CONFIG_API}/API_PutDeliveryChannel.html (text not documented)'),
    Refusal('config:PutConfigRule', conditions.without(config._recorders),
            'NoAvailableConfigurationRecorderException', 'Configuration recorder is not available to put config rule.',
            f'{_CONFIG_API}/API_PutConfigRule.html'),
    Refusal('config:StartConfigurationRecorder', conditions.without(config._delivery_channels),
            'NoAvailableDeliveryChannelException', 'Delivery channel is not available to start configuration recorder.',
            f'{_CONFIG_API}/API_StartConfigurationRecorder.html'),
    Refusal('config:DeleteDeliveryChannel', conditions.recording,
            'LastDeliveryChannelDeleteFailedException', 'Failed to delete last specified delivery channel, because there is a running configuration recorder.',
            f'{_CONFIG_API}/API_DeleteDeliveryChannel.html'),
    Refusal('iam:CreateServiceLinkedRole', conditions.existing_role,
            'InvalidInput', 'Service role name {name} has been taken in this account, please try a different suffix.',
            'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html (text not documented)'),
    Refusal('s3:DeleteBucket', conditions.bucket_with_objects,
            'BucketNotEmpty', 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
            'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'),
    Refusal('logs:CreateLogGroup', conditions.key_of_other_region,
            'AccessDeniedException', "The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'",
            'https://github.com/aws/aws-cdk/issues/28304'),
    # Not an action of the API: CloudFormation checks the names of some types before it creates a resource.
    Refusal('cloudformation:CreateResource', conditions.existing_name,
            'AlreadyExists', "Resource of type '{type}' with identifier '{identifier}' already exists.",
            'https://github.com/aws-solutions/amazon-marketing-cloud-uploader-from-aws/issues/167 (text of other types than log groups not documented, refusal of Config rules neither)'),
    # Not an action of the API: CloudFormation checks the exports at the end of an update.
    Refusal('cloudformation:PublishExports', conditions.changed_export,
            'ValidationError', 'Export {name} cannot be updated as it is in use by {importer}',
            'https://github.com/linz/geostore/issues/630'),
    *(Refusal(f'cloudformation:{action}', conditions.removed_export,
              'ValidationError', 'Export {name} cannot be deleted as it is in use by {importer}',
              'https://github.com/rlister/stax/issues/40')
      for action in ('PublishExports', 'DeleteStack')),
]


def find_refusal(action, request):
    """Returns the code and the text of the first refusal of the request, or None."""
    for refusal in REFUSALS:
        values = refusal.condition(request) if refusal.action == action else None
        if values is not None:
            return refusal.code, refusal.message.format(**values)


def refuse(action, request):
    """Fails a resource of CloudFormation if AWS refuses the request."""
    refusal = find_refusal(action, request)
    if refusal:
        code, text = refusal
        raise ValueError(f"{text} (Service: {action.split(':')[0]}, Error Code: {code})")
