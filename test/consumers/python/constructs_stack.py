from typing import cast

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_config as config
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct
from org_secure_baseline import (
    AuditTrail,
    BaselineExports,
    ChatChannels,
    ConfigRecording,
    ConfigRules,
    ConfigStarter,
    ConfigStarterMode,
    DashboardGraph,
    DashboardSection,
    EmptyOnDelete,
    EncryptionKey,
    EventSeverity,
    FindingNotifications,
    FindingSource,
    GlobalHealthRule,
    HardenedBucket,
    HardenedMySql,
    LoggingBucket,
    ManagedConfigRule,
    MySqlReadReplica,
    NatGatewayAlarms,
    NotificationTopic,
    RootSignInRule,
    SecurityAlarms,
    SecurityDashboard,
    SecurityEventOverride,
    ServerAccessLogsTarget,
    SlackChannel,
    ThreeTierVpc,
    DeliveryFailureAlarms,
    VpcEndpoints,
    VpcFlowLogs,
    WebTier,
)


class ConstructsStack(Stack):
    """Uses each construct without the baseline."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        # Key has another parameter name than IKey, which type checkers reject.
        key = cast(
            kms.IKey,
            EncryptionKey(
                self, "Key", alias="constructs", pending_window=Duration.days(7), removal_policy=RemovalPolicy.DESTROY
            ),
        )
        access_logs = LoggingBucket(self, "AccessLogs")
        access_logs.allow_server_access_logs("requests")
        access_logs.allow_load_balancer_logs("load-balancer")
        access_logs.allow_flow_logs("flow-logs")
        data = HardenedBucket(
            self,
            "Data",
            encryption_key=key,
            server_access_logs=ServerAccessLogsTarget(bucket=access_logs, prefix="data"),
        )
        vpc = self._network()
        self._emptied_bucket()
        self._config_pieces()
        self._alarms()
        web_tier = WebTier(
            self, "WebTier", vpc=vpc, encryption_key=key, access_logs_bucket=access_logs, data_bucket=data
        )
        self._database_with_replica(vpc, key, web_tier)

    def _network(self) -> ec2.IVpc:
        network = ThreeTierVpc(self, "Network", cidr="10.40.0.0/20", nat_gateways=1)
        NatGatewayAlarms(
            self,
            "NatGatewayAlarms",
            nat_gateway_ids=[gateway.ref for gateway in network.nat_gateways],
            alarm_name_prefix="constructs",
        )

        own = ec2.Vpc(
            self,
            "OwnVpc",
            max_azs=2,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="Public", subnet_type=ec2.SubnetType.PUBLIC),
                ec2.SubnetConfiguration(name="Private", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
                ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            ],
        )
        VpcEndpoints(
            self, "Endpoints", vpc=own, interface_endpoints=[ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER]
        )
        VpcFlowLogs(self, "FlowLogs", vpc=own, log_retention=logs.RetentionDays.ONE_MONTH)
        return network.vpc

    def _emptied_bucket(self) -> None:
        bucket = s3.Bucket(self, "Scratch", removal_policy=RemovalPolicy.DESTROY)
        EmptyOnDelete(self, "EmptyScratch", bucket=bucket)

    def _config_pieces(self) -> None:
        bucket = LoggingBucket(self, "ConfigBucket", expiration=Duration.days(365), archive_after=Duration.days(90))
        bucket.allow_config_delivery("config")
        bucket.allow_config_delivery("member", source_account="111122223333", source_region="eu-west-1")
        recorder = config.CfnConfigurationRecorder(self, "Recorder", role_arn="arn:aws:iam::111111111111:role/config")
        channel = config.CfnDeliveryChannel(self, "Channel", s3_bucket_name=bucket.bucket_name, s3_key_prefix="config")
        channel.node.add_dependency(bucket)
        starter = ConfigStarter(self, "Starter", recorder=recorder, delivery_channel=channel)
        rules = ConfigRules(
            self,
            "Rules",
            rules=[
                ManagedConfigRule(
                    identifier=config.ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC,
                    description="Instances are in a VPC",
                )
            ],
        )
        rules.node.add_dependency(starter)

        # In a separate stack, because a stack has one starter for the recorder of the account.
        ConfigRecording(
            Stack(self, "Adopted"), "AdoptedRecording", mode=ConfigStarterMode.ADOPT, name_prefix="adopted"
        )

    def _alarms(self) -> None:
        notifications = NotificationTopic(
            self, "Notifications", email_addresses=["security@example.com"], display_name="Security"
        )
        topic = notifications.topic
        second = NotificationTopic(self, "SecondNotifications", email_addresses=["on-call@example.com"])
        ChatChannels(
            self,
            "Chat",
            topics=[topic],
            slack_channels=[SlackChannel(workspace_id="T0123ABCD", channel_id="C0123456789")],
        )
        undelivered = DeliveryFailureAlarms(
            self,
            "Undelivered",
            topic=topic,
            dead_letter_queues=[notifications.dead_letter_queue],
            alarm_actions=[cast(cloudwatch.IAlarmAction, actions.SnsAction(second.topic))],
            alarm_name_prefix="constructs",
        )
        bucket = LoggingBucket(self, "TrailBucket")
        trail = AuditTrail(
            self, "Trail", bucket=bucket, trail_name="constructs", log_retention=logs.RetentionDays.ONE_YEAR
        )
        bucket.allow_cloud_trail_delivery(trail.trail_arn, "cloudtrail", organization_id="o-abcdefghij")

        security = SecurityAlarms(
            self,
            "Alarms",
            log_group=trail.log_group,
            topic=topic,
            name_prefix="constructs",
            event_overrides={
                SecurityAlarms.default_events[0].id: SecurityEventOverride(
                    threshold=2, period=Duration.minutes(15), severity=EventSeverity.LOW
                )
            },
        )
        RootSignInRule(self, "RootSignIn", topic=topic, delivery_failure_topic=second.topic)
        FindingNotifications(
            self, "Findings", topic=topic, delivery_failure_topic=second.topic, sources=[FindingSource.ACCESS_ANALYZER]
        )
        GlobalHealthRule(self, "GlobalHealth", topic=topic, delivery_failure_topic=second.topic)
        BaselineExports(self, "OtherBaseline", environment_suffix="other", max_azs=3)
        SecurityDashboard(
            self,
            "Dashboard",
            dashboard_name="constructs",
            sections=[
                DashboardSection(title="Root", alarms=[security.alarms["RootUsage"]]),
                DashboardSection(
                    title="Notifications", graphs=[DashboardGraph(title="Undelivered", alarms=list(undelivered.alarms.values()))]
                ),
            ],
        )

    def _database_with_replica(self, vpc: ec2.IVpc, encryption_key: kms.IKey, web_tier: WebTier) -> None:
        database = HardenedMySql(
            self, "Database", vpc=vpc, encryption_key=encryption_key, database_name="orders", manage_master_user_password=False
        )
        replica: MySqlReadReplica = database.add_read_replica("Replica", instance_type=ec2.InstanceType("m7g.large"))
        database.connections.allow_default_port_from(web_tier, "MySQL from the web tier")
        database.grant_connect(web_tier.role, "web")
        replica.connections.allow_default_port_from(web_tier, "MySQL from the web tier")
        replica.grant_connect(web_tier.role, "web")
        CfnOutput(self, "ReplicaAddress", value=replica.instance_endpoint.socket_address)
