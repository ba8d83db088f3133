package com.example;

import java.util.List;
import java.util.Map;
import org.securebaseline.AuditTrail;
import org.securebaseline.BaselineExports;
import org.securebaseline.ChatChannels;
import org.securebaseline.CloudTrailSourceOptions;
import org.securebaseline.ConfigRecording;
import org.securebaseline.ConfigRules;
import org.securebaseline.ConfigStarter;
import org.securebaseline.ConfigStarterMode;
import org.securebaseline.DashboardGraph;
import org.securebaseline.DashboardSection;
import org.securebaseline.EmptyOnDelete;
import org.securebaseline.EncryptionKey;
import org.securebaseline.EventSeverity;
import org.securebaseline.FindingNotifications;
import org.securebaseline.FindingSource;
import org.securebaseline.GlobalHealthRule;
import org.securebaseline.HardenedBucket;
import org.securebaseline.HardenedMySql;
import org.securebaseline.LogSourceOptions;
import org.securebaseline.LoggingBucket;
import org.securebaseline.ManagedConfigRule;
import org.securebaseline.MySqlReadReplica;
import org.securebaseline.MySqlReadReplicaProps;
import org.securebaseline.NatGatewayAlarms;
import org.securebaseline.NotificationTopic;
import org.securebaseline.RootSignInRule;
import org.securebaseline.SecurityAlarms;
import org.securebaseline.SecurityDashboard;
import org.securebaseline.SecurityEventOverride;
import org.securebaseline.ServerAccessLogsTarget;
import org.securebaseline.SlackChannel;
import org.securebaseline.ThreeTierVpc;
import org.securebaseline.DeliveryFailureAlarms;
import org.securebaseline.VpcEndpoints;
import org.securebaseline.VpcFlowLogs;
import org.securebaseline.WebTier;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.config.CfnConfigurationRecorder;
import software.amazon.awscdk.services.config.CfnDeliveryChannel;
import software.amazon.awscdk.services.config.ManagedRuleIdentifiers;
import software.amazon.awscdk.services.ec2.CfnNatGateway;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/** Uses each construct without the baseline. */
final class ConstructsStack extends Stack {
    ConstructsStack(final Construct scope, final String id) {
        super(scope, id);
        final EncryptionKey key = EncryptionKey.Builder.create(this, "Key")
                .alias("constructs")
                .pendingWindow(Duration.days(7))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        final LoggingBucket accessLogs = new LoggingBucket(this, "AccessLogs");
        accessLogs.allowServerAccessLogs("requests");
        accessLogs.allowLoadBalancerLogs("load-balancer");
        accessLogs.allowFlowLogs("flow-logs");
        final HardenedBucket data = HardenedBucket.Builder.create(this, "Data")
                .encryptionKey(key)
                .serverAccessLogs(ServerAccessLogsTarget.builder().bucket(accessLogs).prefix("data").build())
                .build();
        final IVpc vpc = network();
        emptiedBucket();
        configPieces();
        alarms();
        final WebTier webTier = WebTier.Builder.create(this, "WebTier")
                .vpc(vpc)
                .encryptionKey(key)
                .accessLogsBucket(accessLogs)
                .dataBucket(data)
                .build();
        databaseWithReplica(vpc, key, webTier);
    }

    private IVpc network() {
        final ThreeTierVpc network = ThreeTierVpc.Builder.create(this, "Network").cidr("10.40.0.0/20").natGateways(1).build();
        NatGatewayAlarms.Builder.create(this, "NatGatewayAlarms")
                .natGatewayIds(network.getNatGateways().stream().map(CfnNatGateway::getRef).toList())
                .alarmNamePrefix("constructs")
                .build();

        final Vpc own = Vpc.Builder.create(this, "OwnVpc")
                .maxAzs(2)
                .subnetConfiguration(List.of(
                        SubnetConfiguration.builder().name("Public").subnetType(SubnetType.PUBLIC).build(),
                        SubnetConfiguration.builder().name("Private").subnetType(SubnetType.PRIVATE_WITH_EGRESS).build(),
                        SubnetConfiguration.builder().name("Isolated").subnetType(SubnetType.PRIVATE_ISOLATED).build()))
                .build();
        VpcEndpoints.Builder.create(this, "Endpoints")
                .vpc(own)
                .interfaceEndpoints(List.of(InterfaceVpcEndpointAwsService.SECRETS_MANAGER))
                .build();
        VpcFlowLogs.Builder.create(this, "FlowLogs").vpc(own).logRetention(RetentionDays.ONE_MONTH).build();
        return network.getVpc();
    }

    private void emptiedBucket() {
        final Bucket bucket = Bucket.Builder.create(this, "Scratch").removalPolicy(RemovalPolicy.DESTROY).build();
        EmptyOnDelete.Builder.create(this, "EmptyScratch").bucket(bucket).build();
    }

    private void configPieces() {
        final LoggingBucket bucket = LoggingBucket.Builder.create(this, "ConfigBucket")
                .expiration(Duration.days(365))
                .archiveAfter(Duration.days(90))
                .build();
        bucket.allowConfigDelivery("config");
        bucket.allowConfigDelivery("member", LogSourceOptions.builder().sourceAccount("111122223333").sourceRegion("eu-west-1").build());
        final CfnConfigurationRecorder recorder = CfnConfigurationRecorder.Builder.create(this, "Recorder")
                .roleArn("arn:aws:iam::111111111111:role/config")
                .build();
        final CfnDeliveryChannel channel = CfnDeliveryChannel.Builder.create(this, "Channel")
                .s3BucketName(bucket.getBucketName())
                .s3KeyPrefix("config")
                .build();
        channel.getNode().addDependency(bucket);
        final ConfigStarter starter = ConfigStarter.Builder.create(this, "Starter")
                .recorder(recorder)
                .deliveryChannel(channel)
                .build();
        final ConfigRules rules = ConfigRules.Builder.create(this, "Rules")
                .rules(List.of(ManagedConfigRule.builder()
                        .identifier(ManagedRuleIdentifiers.EC2_INSTANCES_IN_VPC)
                        .description("Instances are in a VPC")
                        .build()))
                .build();
        rules.getNode().addDependency(starter);

        // In a separate stack, because a stack has one starter for the recorder of the account.
        ConfigRecording.Builder.create(new Stack(this, "Adopted"), "AdoptedRecording").mode(ConfigStarterMode.ADOPT).namePrefix("adopted").build();
    }

    private void alarms() {
        final NotificationTopic notifications = NotificationTopic.Builder.create(this, "Notifications")
                .emailAddresses(List.of("security@example.com"))
                .displayName("Security")
                .build();
        final ITopic topic = notifications.getTopic();
        final NotificationTopic second = NotificationTopic.Builder.create(this, "SecondNotifications")
                .emailAddresses(List.of("on-call@example.com"))
                .build();
        ChatChannels.Builder.create(this, "Chat")
                .topics(List.of(topic))
                .slackChannels(List.of(SlackChannel.builder().workspaceId("T0123ABCD").channelId("C0123456789").build()))
                .build();
        final DeliveryFailureAlarms undelivered = DeliveryFailureAlarms.Builder.create(this, "Undelivered")
                .topic(topic)
                .deadLetterQueues(List.of(notifications.getDeadLetterQueue()))
                .alarmActions(List.of(new SnsAction(second.getTopic())))
                .alarmNamePrefix("constructs")
                .build();
        final LoggingBucket bucket = new LoggingBucket(this, "TrailBucket");
        final AuditTrail trail = AuditTrail.Builder.create(this, "Trail")
                .bucket(bucket)
                .trailName("constructs")
                .logRetention(RetentionDays.ONE_YEAR)
                .build();
        bucket.allowCloudTrailDelivery(trail.getTrailArn(), "cloudtrail", CloudTrailSourceOptions.builder().organizationId("o-abcdefghij").build());

        final SecurityAlarms security = SecurityAlarms.Builder.create(this, "Alarms")
                .logGroup(trail.getLogGroup())
                .topic(topic)
                .namePrefix("constructs")
                .eventOverrides(Map.of(SecurityAlarms.getDefaultEvents().get(0).getId(), SecurityEventOverride.builder()
                        .threshold(2)
                        .period(Duration.minutes(15))
                        .severity(EventSeverity.LOW)
                        .build()))
                .build();
        RootSignInRule.Builder.create(this, "RootSignIn").topic(topic).deliveryFailureTopic(second.getTopic()).build();
        FindingNotifications.Builder.create(this, "Findings")
                .topic(topic)
                .deliveryFailureTopic(second.getTopic())
                .sources(List.of(FindingSource.ACCESS_ANALYZER))
                .build();
        GlobalHealthRule.Builder.create(this, "GlobalHealth").topic(topic).deliveryFailureTopic(second.getTopic()).build();
        BaselineExports.Builder.create(this, "OtherBaseline").environmentSuffix("other").maxAzs(3).build();
        SecurityDashboard.Builder.create(this, "Dashboard")
                .dashboardName("constructs")
                .sections(List.of(
                        DashboardSection.builder()
                                .title("Root")
                                .alarms(List.of(security.getAlarms().get("RootUsage")))
                                .build(),
                        DashboardSection.builder()
                                .title("Notifications")
                                .graphs(List.of(DashboardGraph.builder().title("Undelivered").alarms(List.copyOf(undelivered.getAlarms().values())).build()))
                                .build()))
                .build();
    }

    private void databaseWithReplica(final IVpc vpc, final IKey encryptionKey, final WebTier webTier) {
        final HardenedMySql database = HardenedMySql.Builder.create(this, "Database")
                .vpc(vpc)
                .encryptionKey(encryptionKey)
                .databaseName("orders")
                .manageMasterUserPassword(false)
                .build();
        final MySqlReadReplica replica = database.addReadReplica("Replica", MySqlReadReplicaProps.builder()
                .instanceType(new InstanceType("m7g.large"))
                .build());
        database.getConnections().allowDefaultPortFrom(webTier, "MySQL from the web tier");
        database.grantConnect(webTier.getRole(), "web");
        replica.getConnections().allowDefaultPortFrom(webTier, "MySQL from the web tier");
        replica.grantConnect(webTier.getRole(), "web");
        CfnOutput.Builder.create(this, "ReplicaAddress").value(replica.getInstanceEndpoint().getSocketAddress()).build();
    }
}
