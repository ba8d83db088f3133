package com.example;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.securebaseline.AccountGuardrails;
import org.securebaseline.AccountSetting;
import org.securebaseline.AccountSettingModes;
import org.securebaseline.AuditTrail;
import org.securebaseline.ChatChannels;
import org.securebaseline.ConfigRecording;
import org.securebaseline.ConfigRules;
import org.securebaseline.ConfigStarter;
import org.securebaseline.ConfigStarterMode;
import org.securebaseline.DashboardGraph;
import org.securebaseline.DashboardSection;
import org.securebaseline.EarlierValues;
import org.securebaseline.EncryptionKey;
import org.securebaseline.EventSeverity;
import org.securebaseline.FindingNotifications;
import org.securebaseline.FindingSource;
import org.securebaseline.GlobalHealthRule;
import org.securebaseline.GuardrailMode;
import org.securebaseline.HardenedBucket;
import org.securebaseline.HardenedMySql;
import org.securebaseline.LoggingBucket;
import org.securebaseline.ManagedConfigRule;
import org.securebaseline.MySqlReadReplicaProps;
import org.securebaseline.NatGatewayAlarms;
import org.securebaseline.NotificationTopic;
import org.securebaseline.PasswordPolicyOptions;
import org.securebaseline.RecordingFrequency;
import org.securebaseline.RootSignInRule;
import org.securebaseline.SecurityAlarms;
import org.securebaseline.SecurityContact;
import org.securebaseline.SecurityDashboard;
import org.securebaseline.SecurityEvent;
import org.securebaseline.SecurityEventOverride;
import org.securebaseline.ServerAccessLogsTarget;
import org.securebaseline.SeverityTopics;
import org.securebaseline.SlackChannel;
import org.securebaseline.TeamsChannel;
import org.securebaseline.ThreeTierVpc;
import org.securebaseline.TierTraffic;
import org.securebaseline.TrafficPeer;
import org.securebaseline.DeliveryFailureAlarms;
import org.securebaseline.VpcEndpoints;
import org.securebaseline.VpcFlowLogs;
import org.securebaseline.WebTier;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.chatbot.LoggingLevel;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.config.CfnConfigurationRecorder;
import software.amazon.awscdk.services.config.CfnDeliveryChannel;
import software.amazon.awscdk.services.config.MaximumExecutionFrequency;
import software.amazon.awscdk.services.ec2.AmazonLinux2023ImageSsmParameterProps;
import software.amazon.awscdk.services.ec2.AmazonLinuxCpuType;
import software.amazon.awscdk.services.ec2.CfnNatGateway;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.rds.CaCertificate;
import software.amazon.awscdk.services.rds.MysqlEngineVersion;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Uses every option of each construct. Options that exclude each other are used in two instances. Add new options here. */
final class ConstructOptionsStack extends Stack {
    private final EncryptionKey key;
    private final Topic topic;
    private final SnsAction page;
    private final LoggingBucket logs;
    private final HardenedBucket data;

    ConstructOptionsStack(final Construct scope, final String id) {
        super(scope, id);
        key = EncryptionKey.Builder.create(this, "Key")
                .alias("options")
                .description("Encrypts data and logs")
                .pendingWindow(Duration.days(7))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        topic = new Topic(this, "Topic");
        page = new SnsAction(topic);
        logs = LoggingBucket.Builder.create(this, "AccessLogs")
                .expiration(Duration.days(365))
                .archiveAfter(Duration.days(90))
                .noncurrentVersionExpiration(Duration.days(30))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        data = buckets();
        final IVpc vpc = network();
        trails();
        configRecording();
        accountGuardrails();
        notifications();
        securityAlarms();
        webTiers(vpc);
        databases(vpc);
    }

    private void accountGuardrails() {
        AccountGuardrails.Builder.create(this, "Account")
                .mode(GuardrailMode.REPORT)
                .settings(AccountSettingModes.builder().ebsDefaultKey(GuardrailMode.APPLY).build())
                .confirmedSettings(List.of(AccountSetting.EBS_DEFAULT_KEY))
                .regions(List.of(getRegion()))
                .passwordPolicy(PasswordPolicyOptions.builder().minimumLength(20).build())
                .securityContact(SecurityContact.builder()
                        .name("Security Team")
                        .title("Security")
                        .emailAddress("security@example.com")
                        .phoneNumber("+1 555 0100")
                        .build())
                .ebsDefaultKey(key)
                .onDelete(EarlierValues.RESTORE)
                .rejectConflicts(false)
                .lookInterval(Duration.hours(6))
                .notificationTopic(topic)
                .encryptionKey(key)
                .build();
    }

    private HardenedBucket buckets() {
        final ServerAccessLogsTarget serverAccessLogs = ServerAccessLogsTarget.builder().bucket(logs).prefix("requests").build();
        final CfnBucket.ReplicationConfigurationProperty replication = CfnBucket.ReplicationConfigurationProperty.builder()
                .role("arn:aws:iam::111111111111:role/replication")
                .rules(List.of(CfnBucket.ReplicationRuleProperty.builder()
                        .destination(CfnBucket.ReplicationDestinationProperty.builder().bucket("arn:aws:s3:::org-copies").build())
                        .status("Enabled")
                        .build()))
                .build();
        LoggingBucket.Builder.create(this, "EncryptedLogs")
                .encryptionKey(key)
                .serverAccessLogs(serverAccessLogs)
                .replicationConfiguration(replication)
                .build();
        return HardenedBucket.Builder.create(this, "Data")
                .encryptionKey(key)
                .serverAccessLogs(serverAccessLogs)
                .expiration(Duration.days(365))
                .archiveAfter(Duration.days(90))
                .noncurrentVersionExpiration(Duration.days(30))
                .removalPolicy(RemovalPolicy.DESTROY)
                .replicationConfiguration(replication)
                .build();
    }

    private IVpc network() {
        final ThreeTierVpc network = ThreeTierVpc.Builder.create(this, "Network")
                .cidr(CfnParameter.Builder.create(this, "AddressRange").defaultValue("10.50.0.0/20").build().getValueAsString())
                .cidrMask(20)
                .maxAzs(3)
                .availabilityZones(List.of("us-east-1a", "us-east-1b", "us-east-1c"))
                .natGateways(2)
                .interfaceEndpoints(List.of(InterfaceVpcEndpointAwsService.SSM))
                .interfaceEndpointSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .additionalTraffic(List.of(TierTraffic.builder()
                        .source(TrafficPeer.cidr("172.16.0.0/12"))
                        .destination(TrafficPeer.PRIVATE)
                        .port(Port.SSH)
                        .build()))
                .databasePort(3307)
                .vpcName("options")
                .flowLogGroupName("options-network")
                .flowLogRetention(RetentionDays.ONE_MONTH)
                .flowLogRemovalPolicy(RemovalPolicy.DESTROY)
                .encryptionKey(key)
                .build();
        network.allowTraffic(TierTraffic.builder()
                .source(TrafficPeer.PRIVATE)
                .destination(TrafficPeer.ISOLATED)
                .port(Port.tcp(6379))
                .build());
        NatGatewayAlarms.Builder.create(this, "NatGatewayAlarms")
                .natGatewayIds(network.getNatGateways().stream().map(CfnNatGateway::getRef).toList())
                .alarmActions(List.of(page))
                .okActions(List.of(page))
                .alarmNamePrefix("options")
                .build();

        final Vpc own = Vpc.Builder.create(this, "OwnVpc").maxAzs(2).build();
        VpcEndpoints.Builder.create(this, "Endpoints")
                .vpc(own)
                .interfaceEndpoints(List.of(InterfaceVpcEndpointAwsService.KMS))
                .vpcSubnets(SubnetSelection.builder().subnetGroupName("Private").build())
                .namePrefix("options")
                .build();
        VpcFlowLogs.Builder.create(this, "FlowLogs")
                .vpc(own)
                .logGroupName("options-flow-logs")
                .logRetention(RetentionDays.ONE_MONTH)
                .logGroupRemovalPolicy(RemovalPolicy.DESTROY)
                .encryptionKey(key)
                .build();
        VpcFlowLogs.Builder.create(this, "FlowLogsToGroup").vpc(own).logGroup(new LogGroup(this, "FlowLogGroup")).build();
        return network.getVpc();
    }

    private void trails() {
        AuditTrail.Builder.create(this, "Trail")
                .bucket(logs)
                .keyPrefix("trail")
                .trailName("options")
                .encryptionKey(key)
                .logGroupName("options-trail")
                .logRetention(RetentionDays.ONE_YEAR)
                .logGroupRemovalPolicy(RemovalPolicy.DESTROY)
                .dataEventBuckets(List.of(data))
                .logBuckets(List.of(logs))
                .multiRegion(false)
                .build();
        AuditTrail.Builder.create(this, "TrailToGroup")
                .bucket(logs)
                .keyPrefix("second-trail")
                .recordLogBucketEvents(false)
                .recordAllDataEvents(true)
                .logGroup(new LogGroup(this, "TrailLogGroup"))
                .build();
    }

    private void configRecording() {
        final ManagedConfigRule rule = ManagedConfigRule.builder()
                .identifier("IAM_PASSWORD_POLICY")
                .description("Passwords are long")
                .inputParameters(Map.of("MinimumPasswordLength", "14"))
                .maximumExecutionFrequency(MaximumExecutionFrequency.TWELVE_HOURS)
                .regions(List.of("eu-west-1", "us-east-1"))
                .build();
        ConfigRecording.Builder.create(this, "Recording")
                .mode(ConfigStarterMode.CREATE)
                .bucket(logs)
                .encryptionKey(key)
                .namePrefix("options")
                .recordingFrequency(RecordingFrequency.DAILY)
                .recordingFrequencyExceptions(List.of("AWS::EC2::SecurityGroup"))
                .excludedResourceTypes(List.of("AWS::EC2::NetworkInterface"))
                .includeGlobalResourceTypes(false)
                .retentionPeriod(Duration.days(365))
                .recorderRole(Role.fromRoleName(this, "RecorderRole", "options-recorder"))
                .keyPrefix("history")
                .topic(topic)
                .snapshotFrequency(MaximumExecutionFrequency.SIX_HOURS)
                .rules(List.of(rule))
                .build();
        // In a separate stack, because an account can have only one recorder and one delivery channel per region.
        final Stack elsewhere = new Stack(this, "Elsewhere");
        ConfigStarter.Builder.create(elsewhere, "Starter")
                .mode(ConfigStarterMode.CREATE)
                .recorder(CfnConfigurationRecorder.Builder.create(elsewhere, "Recorder")
                        .roleArn("arn:aws:iam::111111111111:role/options-recorder")
                        .build())
                .deliveryChannel(CfnDeliveryChannel.Builder.create(elsewhere, "Channel")
                        .s3BucketName("options-history")
                        .build())
                .retentionPeriod(Duration.days(90))
                .encryptionKey(key)
                .build();
        ConfigRules.Builder.create(this, "Rules").rules(List.of(rule)).namePrefix("options-rules").build();
    }

    private void notifications() {
        final NotificationTopic notifications = NotificationTopic.Builder.create(this, "Notifications")
                .emailAddresses(List.of("security@example.com"))
                .httpsEndpoints(List.of("https://events.example.com/alarms"))
                .slackChannels(List.of(SlackChannel.builder().workspaceId("T0123ABCD").channelId("C0123456789").build()))
                .teamsChannels(List.of(TeamsChannel.builder()
                        .tenantId("0f4b1d6e-0000-4000-8000-000000000001")
                        .teamId("0f4b1d6e-0000-4000-8000-000000000002")
                        .channelId("19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2")
                        .build()))
                .testMessageSchedule(Schedule.cron(CronOptions.builder().weekDay("MON").hour("8").minute("0").build()))
                .topicName("options")
                .displayName("Options")
                .keyRemovalPolicy(RemovalPolicy.RETAIN)
                .keyPendingWindow(Duration.days(30))
                .build();
        ChatChannels.Builder.create(this, "Chat")
                .topics(List.of(topic))
                .slackChannels(List.of(SlackChannel.builder().workspaceId("T0123ABCD").channelId("C9876543210").build()))
                .teamsChannels(List.of(TeamsChannel.builder()
                        .tenantId("0f4b1d6e-0000-4000-8000-000000000001")
                        .teamId("0f4b1d6e-0000-4000-8000-000000000003")
                        .channelId("19%3Ab6ef35dc342d56ba5654e6fc6d25a072%40thread.tacv2")
                        .build()))
                .loggingLevel(LoggingLevel.INFO)
                .build();
        DeliveryFailureAlarms.Builder.create(this, "Undelivered")
                .okActions(List.of())
                .topic(notifications.getTopic())
                .deadLetterQueues(List.of(notifications.getDeadLetterQueue()))
                .alarmActions(List.of(page))
                .alarmNamePrefix("options")
                .build();
        RootSignInRule.Builder.create(this, "RootSignIn")
                .topic(notifications.getTopic())
                .deliveryFailureTopic(topic)
                .alarmName("options-RootUsage")
                .build();
        FindingNotifications.Builder.create(this, "Findings")
                .topic(notifications.getTopic())
                .sources(List.of(FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB))
                .guardDutyMinimumSeverity(EventSeverity.LOW)
                .severityTopics(SeverityTopics.builder().high(topic).medium(topic).low(topic).build())
                .aggregationRegion("us-east-1")
                .deliveryFailureTopic(topic)
                .alarmNamePrefix("options")
                .encryptionKey(key)
                .build();
        GlobalHealthRule.Builder.create(this, "GlobalHealth")
                .topic(notifications.getTopic())
                .deliveryFailureTopic(topic)
                .alarmNamePrefix("options-global")
                .encryptionKey(key)
                .build();
    }

    private void securityAlarms() {
        final SeverityTopics topics = SeverityTopics.builder().high(topic).medium(topic).low(topic).build();
        final SecurityAlarms security = SecurityAlarms.Builder.create(this, "Alarms")
                .logGroup(new LogGroup(this, "Events"))
                .topic(topic)
                .severityTopics(topics)
                .alarmActions(List.of(page))
                .lowNoiseAlarms(true)
                .lowNoiseTopic(topic)
                .lowNoiseSeverityTopics(topics)
                .lowNoiseActions(List.of(page))
                .notifyOk(true)
                .okActions(List.of(page))
                .realTimeRules(true)
                .deliveryFailureTopic(topic)
                .namePrefix("options")
                .metricNamespace("Options")
                .eventOverrides(Map.of(
                        "VpcChanges", SecurityEventOverride.builder().threshold(5).build(),
                        "RootUsage", SecurityEventOverride.builder()
                                .eventPattern(EventPattern.builder().detail(Map.of("userIdentity", Map.of("type", List.of("Root")))).build())
                                .includeReadOnlyEvents(true)
                                .build()))
                .additionalEvents(List.of(SecurityEvent.builder()
                        .id("AccessKeyDeleted")
                        .title("An access key was deleted")
                        .pattern("{ $.eventName = \"DeleteAccessKey\" }")
                        .build()))
                .build();
        final DashboardGraph graph = DashboardGraph.builder()
                .title("Messages")
                .metrics(List.of(topic.metricNumberOfMessagesPublished()))
                .alarms(List.of(Objects.requireNonNull(security.getDeliveryFailureAlarm())))
                .build();
        final DashboardSection section = DashboardSection.builder()
                .title("Security")
                .alarms(List.copyOf(security.getAlarms().values()))
                .graphs(List.of(graph))
                .build();
        SecurityDashboard.Builder.create(this, "Dashboard")
                .dashboardName("options")
                .sections(List.of(section))
                .defaultInterval(Duration.hours(6))
                .build();
    }

    private void webTiers(final IVpc vpc) {
        final UserData userData = UserData.forLinux();
        userData.addCommands("dnf install -y httpd-tools");
        WebTier.Builder.create(this, "WebTier")
                .vpc(vpc)
                .certificate(Certificate.fromCertificateArn(this, "Certificate",
                        "arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000"))
                .accessLogsBucket(logs)
                .accessLogsPrefix("web")
                .encryptionKey(key)
                .serviceLinkedRoleSuffix("options")
                .dataBucket(data)
                .logGroupName("options-web")
                .logRetention(RetentionDays.ONE_MONTH)
                .logGroupRemovalPolicy(RemovalPolicy.DESTROY)
                .minCapacity(2)
                .maxCapacity(8)
                .cpuTargetUtilizationPercent(50)
                .instanceType(InstanceType.of(InstanceClass.M7G, InstanceSize.XLARGE))
                .alternativeInstanceTypes(List.of(InstanceType.of(InstanceClass.M6G, InstanceSize.XLARGE)))
                .scalingTopic(topic)
                .machineImage(MachineImage.latestAmazonLinux2023(AmazonLinux2023ImageSsmParameterProps.builder()
                        .cpuType(AmazonLinuxCpuType.ARM_64)
                        .build()))
                .rootVolumeSize(Size.gibibytes(30))
                .rootDeviceName("/dev/xvda")
                .userData(userData)
                .healthCheckPath("/ready")
                .healthCheckGracePeriod(Duration.minutes(20))
                .startupTimeout(Duration.minutes(30))
                .httpPutResponseHopLimit(2)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                .loadBalancerSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .deletionProtection(false)
                .detailedMonitoring(false)
                .webAclArn("arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000")
                .alarmActions(List.of(page))
                .okActions(List.of(page))
                .responseTimeAlarmThreshold(Duration.seconds(5))
                .alarmNamePrefix("options")
                .nameTag("options")
                .build();
        WebTier.Builder.create(this, "WebTierOfContainers")
                .vpc(vpc)
                .targetType(TargetType.IP)
                .targetProtocol(ApplicationProtocol.HTTP)
                .targetPort(8080)
                .build();
        WebTier.Builder.create(this, "WebTierToGroup").vpc(vpc).logGroup(new LogGroup(this, "WebLogGroup")).build();
    }

    private void databases(final IVpc vpc) {
        final HardenedMySql database = HardenedMySql.Builder.create(this, "Database")
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .version(MysqlEngineVersion.of("8.4.8", "8.4"))
                .extendedSupport(true)
                .allowMajorVersionUpgrade(true)
                .instanceIdentifier("options")
                .instanceType(InstanceType.of(InstanceClass.R7G, InstanceSize.LARGE))
                .allocatedStorage(100)
                .maxAllocatedStorage(400)
                .encryptionKey(key)
                .multiAz(false)
                .port(3307)
                .databaseName("orders")
                .masterUsername("owner")
                .manageMasterUserPassword(false)
                .backupRetention(Duration.days(14))
                .deletionProtection(false)
                .removalPolicy(RemovalPolicy.DESTROY)
                .parameters(Map.of("max_connections", "500"))
                .generalLog(true)
                .auditLog(false)
                .logRetention(RetentionDays.ONE_MONTH)
                .monitoringInterval(Duration.seconds(15))
                .enablePerformanceInsights(false)
                .caCertificate(CaCertificate.RDS_CA_RSA4096_G1)
                .notificationTopic(topic)
                .alarmActions(List.of(page))
                .okActions(List.of(page))
                .connectionsAlarmThreshold(400)
                .alarmNamePrefix("options")
                .build();
        HardenedMySql.Builder.create(this, "Restored").vpc(vpc).port(3307).snapshotIdentifier("before-the-move").build();
        database.addReadReplica("Replica", MySqlReadReplicaProps.builder()
                .instanceIdentifier("options-reader")
                .instanceType(new InstanceType("m7g.large"))
                .availabilityZone("eu-west-1a")
                .version(MysqlEngineVersion.of("8.4.8", "8.4"))
                .allowMajorVersionUpgrade(true)
                .build());
    }
}
