from typing import cast

from aws_cdk import CfnParameter, Duration, RemovalPolicy, Size, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_chatbot as chatbot
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_config as config
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct
from org_secure_baseline import (
    AccountGuardrails,
    AccountSetting,
    AccountSettingModes,
    AuditTrail,
    ChatChannels,
    ConfigRecording,
    ConfigRules,
    ConfigStarter,
    ConfigStarterMode,
    DashboardGraph,
    DashboardSection,
    EarlierValues,
    EncryptionKey,
    EventSeverity,
    FindingNotifications,
    FindingSource,
    GlobalHealthRule,
    GuardrailMode,
    HardenedBucket,
    HardenedMySql,
    LoggingBucket,
    ManagedConfigRule,
    NatGatewayAlarms,
    NotificationTopic,
    PasswordPolicyOptions,
    RecordingFrequency,
    RootSignInRule,
    SecurityAlarms,
    SecurityContact,
    SecurityDashboard,
    SecurityEvent,
    SecurityEventOverride,
    ServerAccessLogsTarget,
    SeverityTopics,
    SlackChannel,
    TeamsChannel,
    ThreeTierVpc,
    TierTraffic,
    TrafficPeer,
    DeliveryFailureAlarms,
    VpcEndpoints,
    VpcFlowLogs,
    WebTier,
)


class ConstructOptionsStack(Stack):
    """Uses every option of each construct. Options that exclude each other are used in two instances. Add new options here."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        # Classes of the CDK have other parameter names than the interfaces that they implement, which type checkers reject.
        self.key = cast(
            kms.IKey,
            EncryptionKey(
                self,
                "Key",
                alias="options",
                description="Encrypts data and logs",
                pending_window=Duration.days(7),
                removal_policy=RemovalPolicy.DESTROY,
            ),
        )
        self.topic = cast(sns.ITopic, sns.Topic(self, "Topic"))
        self.page = cast(cloudwatch.IAlarmAction, actions.SnsAction(self.topic))
        self.logs = LoggingBucket(
            self,
            "AccessLogs",
            expiration=Duration.days(365),
            archive_after=Duration.days(90),
            noncurrent_version_expiration=Duration.days(30),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.data = self._buckets()
        vpc = self._network()
        self._trails()
        self._config_recording()
        self._account_guardrails()
        self._notifications()
        self._security_alarms()
        self._web_tiers(vpc)
        self._databases(vpc)

    def _account_guardrails(self) -> None:
        AccountGuardrails(
            self,
            "Account",
            mode=GuardrailMode.REPORT,
            settings=AccountSettingModes(ebs_default_key=GuardrailMode.APPLY),
            confirmed_settings=[AccountSetting.EBS_DEFAULT_KEY],
            regions=[self.region],
            password_policy=PasswordPolicyOptions(minimum_length=20),
            security_contact=SecurityContact(
                name="Security Team", title="Security", email_address="security@example.com", phone_number="+1 555 0100"
            ),
            ebs_default_key=self.key,
            on_delete=EarlierValues.RESTORE,
            reject_conflicts=False,
            look_interval=Duration.hours(6),
            notification_topic=self.topic,
            encryption_key=self.key,
        )

    def _buckets(self) -> HardenedBucket:
        server_access_logs = ServerAccessLogsTarget(bucket=self.logs, prefix="requests")
        replication = s3.CfnBucket.ReplicationConfigurationProperty(
            role="arn:aws:iam::111111111111:role/replication",
            rules=[
                s3.CfnBucket.ReplicationRuleProperty(
                    destination=s3.CfnBucket.ReplicationDestinationProperty(bucket="arn:aws:s3:::org-copies"),
                    status="Enabled",
                )
            ],
        )
        LoggingBucket(
            self,
            "EncryptedLogs",
            encryption_key=self.key,
            server_access_logs=server_access_logs,
            replication_configuration=replication,
        )
        return HardenedBucket(
            self,
            "Data",
            encryption_key=self.key,
            server_access_logs=server_access_logs,
            expiration=Duration.days(365),
            archive_after=Duration.days(90),
            noncurrent_version_expiration=Duration.days(30),
            removal_policy=RemovalPolicy.DESTROY,
            replication_configuration=replication,
        )

    def _network(self) -> ec2.IVpc:
        network = ThreeTierVpc(
            self,
            "Network",
            cidr=CfnParameter(self, "AddressRange", default="10.50.0.0/20").value_as_string,
            cidr_mask=20,
            max_azs=3,
            availability_zones=["us-east-1a", "us-east-1b", "us-east-1c"],
            nat_gateways=2,
            interface_endpoints=[ec2.InterfaceVpcEndpointAwsService.SSM],
            interface_endpoint_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
            additional_traffic=[
                TierTraffic(
                    source=TrafficPeer.cidr("172.16.0.0/12"), destination=TrafficPeer.PRIVATE, port=ec2.Port.SSH
                ),
            ],
            database_port=3307,
            vpc_name="options",
            flow_log_group_name="options-network",
            flow_log_retention=logs.RetentionDays.ONE_MONTH,
            flow_log_removal_policy=RemovalPolicy.DESTROY,
            encryption_key=self.key,
        )
        network.allow_traffic(source=TrafficPeer.PRIVATE, destination=TrafficPeer.ISOLATED, port=ec2.Port.tcp(6379))
        NatGatewayAlarms(
            self,
            "NatGatewayAlarms",
            nat_gateway_ids=[gateway.ref for gateway in network.nat_gateways],
            alarm_actions=[self.page],
            ok_actions=[self.page],
            alarm_name_prefix="options",
        )

        own = ec2.Vpc(self, "OwnVpc", max_azs=2)
        VpcEndpoints(
            self,
            "Endpoints",
            vpc=own,
            interface_endpoints=[ec2.InterfaceVpcEndpointAwsService.KMS],
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="Private"),
            name_prefix="options",
        )
        VpcFlowLogs(
            self,
            "FlowLogs",
            vpc=own,
            log_group_name="options-flow-logs",
            log_retention=logs.RetentionDays.ONE_MONTH,
            log_group_removal_policy=RemovalPolicy.DESTROY,
            encryption_key=self.key,
        )
        VpcFlowLogs(self, "FlowLogsToGroup", vpc=own, log_group=logs.LogGroup(self, "FlowLogGroup"))
        return network.vpc

    def _trails(self) -> None:
        AuditTrail(
            self,
            "Trail",
            bucket=self.logs,
            key_prefix="trail",
            trail_name="options",
            encryption_key=self.key,
            log_group_name="options-trail",
            log_retention=logs.RetentionDays.ONE_YEAR,
            log_group_removal_policy=RemovalPolicy.DESTROY,
            data_event_buckets=[self.data],
            log_buckets=[self.logs],
            multi_region=False,
        )
        AuditTrail(
            self,
            "TrailToGroup",
            bucket=self.logs,
            key_prefix="second-trail",
            record_all_data_events=True,
            record_log_bucket_events=False,
            log_group=logs.LogGroup(self, "TrailLogGroup"),
        )

    def _config_recording(self) -> None:
        rule = ManagedConfigRule(
            identifier="IAM_PASSWORD_POLICY",
            description="Passwords are long",
            input_parameters={"MinimumPasswordLength": "14"},
            maximum_execution_frequency=config.MaximumExecutionFrequency.TWELVE_HOURS,
            regions=["eu-west-1", "us-east-1"],
        )
        ConfigRecording(
            self,
            "Recording",
            mode=ConfigStarterMode.CREATE,
            bucket=self.logs,
            encryption_key=self.key,
            name_prefix="options",
            recording_frequency=RecordingFrequency.DAILY,
            recording_frequency_exceptions=["AWS::EC2::SecurityGroup"],
            excluded_resource_types=["AWS::EC2::NetworkInterface"],
            include_global_resource_types=False,
            retention_period=Duration.days(365),
            recorder_role=iam.Role.from_role_name(self, "RecorderRole", "options-recorder"),
            key_prefix="history",
            topic=self.topic,
            snapshot_frequency=config.MaximumExecutionFrequency.SIX_HOURS,
            rules=[rule],
        )
        # In a separate stack, because an account can have only one recorder and one delivery channel per region.
        elsewhere = Stack(self, "Elsewhere")
        ConfigStarter(
            elsewhere,
            "Starter",
            mode=ConfigStarterMode.CREATE,
            recorder=config.CfnConfigurationRecorder(
                elsewhere, "Recorder", role_arn="arn:aws:iam::111111111111:role/options-recorder"
            ),
            delivery_channel=config.CfnDeliveryChannel(elsewhere, "Channel", s3_bucket_name="options-history"),
            retention_period=Duration.days(90),
            encryption_key=self.key,
        )
        ConfigRules(self, "Rules", rules=[rule], name_prefix="options-rules")

    def _notifications(self) -> None:
        notifications = NotificationTopic(
            self,
            "Notifications",
            email_addresses=["security@example.com"],
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
            topic_name="options",
            display_name="Options",
            key_removal_policy=RemovalPolicy.RETAIN,
            key_pending_window=Duration.days(30),
        )
        ChatChannels(
            self,
            "Chat",
            topics=[self.topic],
            slack_channels=[SlackChannel(workspace_id="T0123ABCD", channel_id="C9876543210")],
            teams_channels=[
                TeamsChannel(
                    tenant_id="0f4b1d6e-0000-4000-8000-000000000001",
                    team_id="0f4b1d6e-0000-4000-8000-000000000003",
                    channel_id="19%3Ab6ef35dc342d56ba5654e6fc6d25a072%40thread.tacv2",
                )
            ],
            logging_level=chatbot.LoggingLevel.INFO,
        )
        DeliveryFailureAlarms(
            self,
            "Undelivered",
            ok_actions=[],
            topic=notifications.topic,
            dead_letter_queues=[notifications.dead_letter_queue],
            alarm_actions=[self.page],
            alarm_name_prefix="options",
        )
        RootSignInRule(
            self,
            "RootSignIn",
            topic=notifications.topic,
            delivery_failure_topic=self.topic,
            alarm_name="options-RootUsage",
        )
        FindingNotifications(
            self,
            "Findings",
            topic=notifications.topic,
            sources=[FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB],
            guard_duty_minimum_severity=EventSeverity.LOW,
            severity_topics=SeverityTopics(high=self.topic, medium=self.topic, low=self.topic),
            aggregation_region="us-east-1",
            delivery_failure_topic=self.topic,
            alarm_name_prefix="options",
            encryption_key=self.key,
        )
        GlobalHealthRule(
            self,
            "GlobalHealth",
            topic=notifications.topic,
            delivery_failure_topic=self.topic,
            alarm_name_prefix="options-global",
            encryption_key=self.key,
        )

    def _security_alarms(self) -> None:
        topics = SeverityTopics(high=self.topic, medium=self.topic, low=self.topic)
        security = SecurityAlarms(
            self,
            "Alarms",
            log_group=logs.LogGroup(self, "Events"),
            topic=self.topic,
            severity_topics=topics,
            alarm_actions=[self.page],
            low_noise_alarms=True,
            low_noise_topic=self.topic,
            low_noise_severity_topics=topics,
            low_noise_actions=[self.page],
            notify_ok=True,
            ok_actions=[self.page],
            real_time_rules=True,
            delivery_failure_topic=self.topic,
            name_prefix="options",
            metric_namespace="Options",
            event_overrides={
                "VpcChanges": SecurityEventOverride(threshold=5),
                "RootUsage": SecurityEventOverride(
                    event_pattern=events.EventPattern(detail={"userIdentity": {"type": ["Root"]}}),
                    include_read_only_events=True,
                ),
            },
            additional_events=[
                SecurityEvent(
                    id="AccessKeyDeleted",
                    title="An access key was deleted",
                    pattern='{ $.eventName = "DeleteAccessKey" }',
                )
            ],
        )
        assert security.delivery_failure_alarm
        graph = DashboardGraph(
            title="Messages",
            metrics=[self.topic.metric_number_of_messages_published()],
            alarms=[security.delivery_failure_alarm],
        )
        section = DashboardSection(title="Security", alarms=list(security.alarms.values()), graphs=[graph])
        SecurityDashboard(
            self, "Dashboard", dashboard_name="options", sections=[section], default_interval=Duration.hours(6)
        )

    def _web_tiers(self, vpc: ec2.IVpc) -> None:
        user_data = ec2.UserData.for_linux()
        user_data.add_commands("dnf install -y httpd-tools")
        WebTier(
            self,
            "WebTier",
            vpc=vpc,
            certificate=acm.Certificate.from_certificate_arn(
                self,
                "Certificate",
                "arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000",
            ),
            access_logs_bucket=self.logs,
            access_logs_prefix="web",
            encryption_key=self.key,
            service_linked_role_suffix="options",
            data_bucket=self.data,
            log_group_name="options-web",
            log_retention=logs.RetentionDays.ONE_MONTH,
            log_group_removal_policy=RemovalPolicy.DESTROY,
            min_capacity=2,
            max_capacity=8,
            cpu_target_utilization_percent=50,
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.M7G, ec2.InstanceSize.XLARGE),
            alternative_instance_types=[ec2.InstanceType.of(ec2.InstanceClass.M6G, ec2.InstanceSize.XLARGE)],
            scaling_topic=self.topic,
            machine_image=ec2.MachineImage.latest_amazon_linux2023(cpu_type=ec2.AmazonLinuxCpuType.ARM_64),
            root_volume_size=Size.gibibytes(30),
            root_device_name="/dev/xvda",
            user_data=user_data,
            health_check_path="/ready",
            health_check_grace_period=Duration.minutes(20),
            startup_timeout=Duration.minutes(30),
            http_put_response_hop_limit=2,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            load_balancer_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
            deletion_protection=False,
            detailed_monitoring=False,
            web_acl_arn="arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000",
            alarm_actions=[self.page],
            ok_actions=[self.page],
            response_time_alarm_threshold=Duration.seconds(5),
            alarm_name_prefix="options",
            name_tag="options",
        )
        WebTier(
            self,
            "WebTierOfContainers",
            vpc=vpc,
            target_type=elbv2.TargetType.IP,
            target_protocol=elbv2.ApplicationProtocol.HTTP,
            target_port=8080,
        )
        WebTier(self, "WebTierToGroup", vpc=vpc, log_group=logs.LogGroup(self, "WebLogGroup"))

    def _databases(self, vpc: ec2.IVpc) -> None:
        database = HardenedMySql(
            self,
            "Database",
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            version=rds.MysqlEngineVersion.of("8.4.8", "8.4"),
            extended_support=True,
            allow_major_version_upgrade=True,
            instance_identifier="options",
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
            allocated_storage=100,
            max_allocated_storage=400,
            encryption_key=self.key,
            multi_az=False,
            port=3307,
            database_name="orders",
            master_username="owner",
            manage_master_user_password=False,
            backup_retention=Duration.days(14),
            deletion_protection=False,
            removal_policy=RemovalPolicy.DESTROY,
            parameters={"max_connections": "500"},
            general_log=True,
            audit_log=False,
            log_retention=logs.RetentionDays.ONE_MONTH,
            monitoring_interval=Duration.seconds(15),
            enable_performance_insights=False,
            ca_certificate=rds.CaCertificate.RDS_CA_RSA4096_G1,
            notification_topic=self.topic,
            alarm_actions=[self.page],
            ok_actions=[self.page],
            connections_alarm_threshold=400,
            alarm_name_prefix="options",
        )
        HardenedMySql(self, "Restored", vpc=vpc, port=3307, snapshot_identifier="before-the-move")
        database.add_read_replica(
            "Replica",
            instance_identifier="options-reader",
            instance_type=ec2.InstanceType("m7g.large"),
            availability_zone="eu-west-1a",
            version=rds.MysqlEngineVersion.of("8.4.8", "8.4"),
            allow_major_version_upgrade=True,
        )
