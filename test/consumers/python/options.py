"""All options of the baseline in two sets, because some options exclude each other. Add new options here."""

from typing import TypedDict, cast

from aws_cdk import Duration, Size
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_config as config
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct
from org_secure_baseline import (
    AccountOptions,
    AccountSetting,
    AccountSettingModes,
    ConfigOptions,
    ConfigRules,
    ConfigStarterMode,
    DatabaseOptions,
    EarlierValues,
    EventSeverity,
    FindingOptions,
    FindingSource,
    GuardrailMode,
    ManagedConfigRule,
    MySqlReadReplicaProps,
    NetworkOptions,
    NotificationOptions,
    PasswordPolicyOptions,
    RecordingFrequency,
    RoleOptions,
    SecurityContact,
    SecurityEvent,
    SecurityEventOverride,
    SeverityTopics,
    SlackChannel,
    StorageOptions,
    TeamsChannel,
    TierTraffic,
    TrafficPeer,
    TrailOptions,
    WebTierOptions,
)


class Production(TypedDict):
    retain_data: bool
    reject_data_loss: bool
    deletion_protection: bool
    certificate: acm.ICertificate
    network: NetworkOptions
    storage: StorageOptions
    trail: TrailOptions
    config: ConfigOptions
    account: AccountOptions
    notifications: NotificationOptions
    database: DatabaseOptions
    web_tier: WebTierOptions
    roles: RoleOptions


class ExistingResources(TypedDict):
    network: NetworkOptions
    storage: StorageOptions
    trail: TrailOptions
    notifications: NotificationOptions
    database: DatabaseOptions
    web_tier: WebTierOptions


def production(scope: Construct) -> Production:
    """A baseline that creates all resources."""
    user_data = ec2.UserData.for_linux()
    user_data.add_commands("dnf install -y httpd-tools")

    return Production(
        retain_data=True,
        reject_data_loss=True,
        deletion_protection=True,
        certificate=acm.Certificate.from_certificate_arn(
            scope,
            "Certificate",
            "arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000",
        ),
        network=NetworkOptions(
            enabled=True,
            cidr="10.20.0.0/16",
            cidr_mask=16,
            max_azs=3,
            availability_zones=["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            nat_gateways=3,
            interface_endpoints=[ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.KMS],
            interface_endpoint_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            additional_traffic=[
                TierTraffic(source=TrafficPeer.PRIVATE, destination=TrafficPeer.ISOLATED, port=ec2.Port.POSTGRES),
            ],
            flow_log_retention=logs.RetentionDays.SIX_MONTHS,
        ),
        storage=StorageOptions(
            enabled=True,
            key_pending_window=Duration.days(14),
            log_file_expiration=Duration.days(730),
            archive_log_files=True,
        ),
        trail=TrailOptions(
            enabled=True,
            key_prefix="audit",
            record_all_data_events=True,
            record_log_bucket_events=True,
            multi_region=True,
            log_retention=logs.RetentionDays.TWO_YEARS,
        ),
        config=ConfigOptions(
            enabled=True,
            mode=ConfigStarterMode.CREATE,
            recording_frequency=RecordingFrequency.DAILY,
            recorder_role=iam.Role.from_role_arn(scope, "RecorderRole", "arn:aws:iam::111111111111:role/config-recorder"),
            key_prefix="recorded",
            topic=sns.Topic.from_topic_arn(scope, "ConfigTopic", "arn:aws:sns:eu-west-1:111111111111:config"),
            snapshot_frequency=config.MaximumExecutionFrequency.TWELVE_HOURS,
            rules=[
                *ConfigRules.baseline_rules,
                ManagedConfigRule(
                    identifier="IAM_PASSWORD_POLICY",
                    description="Passwords are long",
                    input_parameters={"MinimumPasswordLength": "14"},
                    maximum_execution_frequency=config.MaximumExecutionFrequency.TWELVE_HOURS,
                ),
            ],
            retention_period=Duration.days(365),
            recording_frequency_exceptions=["AWS::EC2::SecurityGroup"],
            excluded_resource_types=["AWS::EC2::NetworkInterface"],
            include_global_resource_types=False,
        ),
        account=account_options(scope),
        notifications=notification_options(scope),
        database=DatabaseOptions(
            enabled=True,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            version=rds.MysqlEngineVersion.of("8.4.8", "8.4"),
            extended_support=False,
            allow_major_version_upgrade=False,
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
            allocated_storage=100,
            max_allocated_storage=1000,
            multi_az=True,
            port=3307,
            database_name="orders",
            master_username="owner",
            manage_master_user_password=False,
            read_replicas={"Reports": MySqlReadReplicaProps(instance_type=ec2.InstanceType("r7g.large"))},
            backup_retention=Duration.days(21),
            parameters={"max_connections": "500"},
            general_log=False,
            audit_log=True,
            log_retention=logs.RetentionDays.SIX_MONTHS,
            monitoring_interval=Duration.seconds(30),
            enable_performance_insights=True,
            ca_certificate=rds.CaCertificate.RDS_CA_RSA4096_G1,
            connections_alarm_threshold=400,
        ),
        web_tier=WebTierOptions(
            enabled=True,
            access_logs_prefix="web",
            log_retention=logs.RetentionDays.SIX_MONTHS,
            min_capacity=3,
            max_capacity=9,
            cpu_target_utilization_percent=50,
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.M7G, ec2.InstanceSize.XLARGE),
            alternative_instance_types=[ec2.InstanceType.of(ec2.InstanceClass.M6G, ec2.InstanceSize.XLARGE)],
            scaling_topic=sns.Topic.from_topic_arn(scope, "Scaling", "arn:aws:sns:eu-west-1:111111111111:scaling"),
            machine_image=ec2.MachineImage.latest_amazon_linux2023(cpu_type=ec2.AmazonLinuxCpuType.ARM_64),
            root_volume_size=Size.gibibytes(30),
            root_device_name="/dev/xvda",
            user_data=user_data,
            health_check_path="/ready",
            health_check_grace_period=Duration.minutes(5),
            startup_timeout=Duration.minutes(20),
            http_put_response_hop_limit=2,
            detailed_monitoring=True,
            web_acl_arn="arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000",
            response_time_alarm_threshold=Duration.seconds(1),
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            load_balancer_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        ),
        roles=RoleOptions(
            path="/baseline/",
            permissions_boundary=iam.ManagedPolicy.from_managed_policy_name(scope, "Boundary", "developer-boundary"),
        ),
    )


def account_options(scope: Construct) -> AccountOptions:
    return AccountOptions(
        enabled=True,
        mode=GuardrailMode.APPLY,
        settings=AccountSettingModes(
            s3_public_access_block=GuardrailMode.APPLY,
            password_policy=GuardrailMode.APPLY,
            security_contact=GuardrailMode.APPLY,
            ebs_encryption=GuardrailMode.APPLY,
            ebs_default_key=GuardrailMode.APPLY,
            snapshot_public_access_block=GuardrailMode.APPLY,
            image_public_access_block=GuardrailMode.APPLY,
            instance_metadata_defaults=GuardrailMode.APPLY,
            instance_metadata_enforcement=GuardrailMode.REPORT,
            serial_console=GuardrailMode.OFF,
            document_public_sharing=GuardrailMode.APPLY,
            automation_logging=GuardrailMode.REPORT,
            emr_public_access_block=GuardrailMode.APPLY,
            default_vpc=GuardrailMode.REPORT,
            default_vpc_deletion=GuardrailMode.OFF,
        ),
        confirmed_settings=[AccountSetting.EBS_DEFAULT_KEY],
        regions=["eu-west-1", "eu-central-1"],
        password_policy=PasswordPolicyOptions(
            minimum_length=16,
            require_symbols=True,
            require_numbers=True,
            require_uppercase=True,
            require_lowercase=True,
            allow_users_to_change=True,
            maximum_age=Duration.days(365),
            reuse_prevention=12,
            hard_expiry=False,
        ),
        security_contact=SecurityContact(
            name="Security Team", title="Security", email_address="security@example.com", phone_number="+1 555 0100"
        ),
        ebs_default_key=kms.Key.from_key_arn(
            scope, "VolumeKey", "arn:aws:kms:eu-west-1:111111111111:key/1f4b1d6e-0000-4000-8000-000000000000"
        ),
        on_delete=EarlierValues.KEEP,
        reject_conflicts=True,
        look_interval=Duration.hours(12),
    )


def notification_options(scope: Construct) -> NotificationOptions:
    def topic(name: str) -> sns.ITopic:
        return sns.Topic.from_topic_arn(scope, name, f"arn:aws:sns:eu-west-1:111111111111:{name.lower()}")

    pager = topic("Pager")
    # SnsAction has other parameter names than IAlarmAction, which type checkers reject.
    page = cast(cloudwatch.IAlarmAction, actions.SnsAction(pager))
    severity_topics = SeverityTopics(high=pager, medium=topic("Medium"), low=topic("Low"))
    vpc_changes = SecurityEventOverride(
        enabled=True,
        threshold=2,
        period=Duration.minutes(15),
        pattern='{ $.eventName = "DeleteVpc" }',
        event_pattern=events.EventPattern(source=["aws.ec2"], detail={"eventName": ["DeleteVpc"]}),
        severity=EventSeverity.HIGH,
        topic=pager,
        alarm_actions=[page],
        low_noise_enabled=True,
        low_noise_pattern='{ $.eventName = "DeleteVpc" && $.errorCode NOT EXISTS }',
        low_noise_threshold=2,
        low_noise_actions=[page],
        real_time_rule=True,
        include_read_only_events=True,
    )
    access_key_deleted = SecurityEvent(
        id="AccessKeyDeleted",
        title="An access key was deleted",
        pattern='{ $.eventName = "DeleteAccessKey" }',
        low_noise_pattern='{ $.eventName = "DeleteAccessKey" && $.errorCode NOT EXISTS }',
        event_pattern=events.EventPattern(source=["aws.iam"], detail={"eventName": ["DeleteAccessKey"]}),
        include_read_only_events=True,
        severity=EventSeverity.HIGH,
        topic=pager,
        alarm_actions=[page],
        response="Ask its owner.",
        controls=["ORG.1"],
    )
    return NotificationOptions(
        enabled=True,
        findings=FindingOptions(
            enabled=True,
            sources=[FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB],
            guard_duty_minimum_severity=EventSeverity.LOW,
            severity_topics=severity_topics,
            aggregation_region="eu-west-1",
        ),
        dashboard=True,
        display_name="Baseline",
        email_addresses=["security@example.com", "on-call@example.com"],
        https_endpoints=["https://events.example.com/alarms"],
        slack_channels=[SlackChannel(workspace_id="T0123ABCD", channel_id="C0123456789")],
        teams_channels=[
            TeamsChannel(
                tenant_id="0f4b1d6e-0000-4000-8000-000000000001",
                team_id="0f4b1d6e-0000-4000-8000-000000000002",
                channel_id="19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2",
            )
        ],
        test_message_schedule=events.Schedule.cron(week_day="MON", hour="8", minute="0"),
        delivery_failure_topic=topic("Undelivered"),
        audit_email_addresses=["audit@example.com"],
        low_noise_alarms=True,
        low_noise_topic=pager,
        low_noise_severity_topics=severity_topics,
        alarm_actions=[page],
        low_noise_actions=[page],
        real_time_rules=True,
        notify_ok=True,
        ok_actions=[page],
        notify_health_ok=False,
        severity_topics=severity_topics,
        event_overrides={"VpcChanges": vpc_changes},
        additional_events=[access_key_deleted],
        security_alarms=True,
    )


def existing_resources(scope: Construct) -> ExistingResources:
    """A baseline that uses existing resources of the account."""

    def bucket(name: str) -> s3.IBucket:
        return s3.Bucket.from_bucket_name(scope, name, f"org-{name.lower()}")

    return ExistingResources(
        network=NetworkOptions(
            vpc=ec2.Vpc.from_vpc_attributes(
                scope,
                "Vpc",
                vpc_id="vpc-11111111",
                vpc_cidr_block="10.30.0.0/16",
                availability_zones=["eu-west-1a", "eu-west-1b"],
                public_subnet_ids=["subnet-11111111", "subnet-22222222"],
                private_subnet_ids=["subnet-33333333", "subnet-44444444"],
                isolated_subnet_ids=["subnet-55555555", "subnet-66666666"],
            )
        ),
        storage=StorageOptions(
            encryption_key=kms.Key.from_key_arn(
                scope, "Key", "arn:aws:kms:eu-west-1:111111111111:key/0f4b1d6e-0000-4000-8000-000000000000"
            ),
            access_logs_bucket=bucket("AccessLogs"),
            trail_bucket=bucket("Trail"),
            config_bucket=bucket("Config"),
            data_bucket=bucket("Data"),
        ),
        trail=TrailOptions(
            enabled=False,
            log_group=logs.LogGroup.from_log_group_name(scope, "TrailLogs", "organization-trail"),
            data_event_buckets=[bucket("Orders")],
        ),
        notifications=NotificationOptions(
            topic=sns.Topic.from_topic_arn(scope, "Topic", "arn:aws:sns:eu-west-1:111111111111:security")
        ),
        database=DatabaseOptions(snapshot_identifier="before-the-move"),
        web_tier=WebTierOptions(log_group=logs.LogGroup.from_log_group_name(scope, "WebLogs", "web")),
    )
