package com.example;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.securebaseline.AccountOptions;
import org.securebaseline.AccountSetting;
import org.securebaseline.AccountSettingModes;
import org.securebaseline.ConfigOptions;
import org.securebaseline.ConfigRules;
import org.securebaseline.ConfigStarterMode;
import org.securebaseline.DatabaseOptions;
import org.securebaseline.EarlierValues;
import org.securebaseline.EventSeverity;
import org.securebaseline.FindingOptions;
import org.securebaseline.FindingSource;
import org.securebaseline.GuardrailMode;
import org.securebaseline.ManagedConfigRule;
import org.securebaseline.MySqlReadReplicaProps;
import org.securebaseline.NetworkOptions;
import org.securebaseline.NotificationOptions;
import org.securebaseline.PasswordPolicyOptions;
import org.securebaseline.RecordingFrequency;
import org.securebaseline.RoleOptions;
import org.securebaseline.SecureBaselineProps;
import org.securebaseline.SecurityContact;
import org.securebaseline.SecurityEvent;
import org.securebaseline.SecurityEventOverride;
import org.securebaseline.SeverityTopics;
import org.securebaseline.SlackChannel;
import org.securebaseline.StorageOptions;
import org.securebaseline.TeamsChannel;
import org.securebaseline.TierTraffic;
import org.securebaseline.TrafficPeer;
import org.securebaseline.TrailOptions;
import org.securebaseline.WebTierOptions;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.config.MaximumExecutionFrequency;
import software.amazon.awscdk.services.ec2.AmazonLinux2023ImageSsmParameterProps;
import software.amazon.awscdk.services.ec2.AmazonLinuxCpuType;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.MachineImage;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.events.CronOptions;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.rds.CaCertificate;
import software.amazon.awscdk.services.rds.MysqlEngineVersion;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** All options of the baseline in two sets, because some options exclude each other. Add new options here. */
final class Options {
    private Options() {
    }

    /** A baseline that creates all resources. */
    static SecureBaselineProps.Builder production(final Construct scope) {
        final UserData userData = UserData.forLinux();
        userData.addCommands("dnf install -y httpd-tools");

        return SecureBaselineProps.builder()
                .retainData(true)
                .rejectDataLoss(true)
                .deletionProtection(true)
                .certificate(Certificate.fromCertificateArn(scope, "Certificate",
                        "arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000"))
                .network(NetworkOptions.builder()
                        .enabled(true)
                        .cidr("10.20.0.0/16")
                        .cidrMask(16)
                        .maxAzs(3)
                        .availabilityZones(List.of("eu-west-1a", "eu-west-1b", "eu-west-1c"))
                        .natGateways(3)
                        .interfaceEndpoints(List.of(InterfaceVpcEndpointAwsService.SSM, InterfaceVpcEndpointAwsService.KMS))
                        .interfaceEndpointSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                        .additionalTraffic(List.of(TierTraffic.builder()
                                .source(TrafficPeer.PRIVATE)
                                .destination(TrafficPeer.ISOLATED)
                                .port(Port.POSTGRES)
                                .build()))
                        .flowLogRetention(RetentionDays.SIX_MONTHS)
                        .build())
                .storage(StorageOptions.builder()
                        .enabled(true)
                        .keyPendingWindow(Duration.days(14))
                        .logFileExpiration(Duration.days(730))
                        .archiveLogFiles(true)
                        .build())
                .trail(TrailOptions.builder()
                        .enabled(true)
                        .keyPrefix("audit")
                        .recordAllDataEvents(true)
                        .recordLogBucketEvents(true)
                        .multiRegion(true)
                        .logRetention(RetentionDays.TWO_YEARS)
                        .build())
                .config(ConfigOptions.builder()
                        .enabled(true)
                        .mode(ConfigStarterMode.CREATE)
                        .recordingFrequency(RecordingFrequency.DAILY)
                        .recorderRole(Role.fromRoleArn(scope, "RecorderRole", "arn:aws:iam::111111111111:role/config-recorder"))
                        .keyPrefix("recorded")
                        .topic(Topic.fromTopicArn(scope, "ConfigTopic", "arn:aws:sns:eu-west-1:111111111111:config"))
                        .snapshotFrequency(MaximumExecutionFrequency.TWELVE_HOURS)
                        .rules(Stream.concat(ConfigRules.getBaselineRules().stream(), Stream.of(ManagedConfigRule.builder()
                                .identifier("IAM_PASSWORD_POLICY")
                                .description("Passwords are long")
                                .inputParameters(Map.of("MinimumPasswordLength", "14"))
                                .maximumExecutionFrequency(MaximumExecutionFrequency.TWELVE_HOURS)
                                .build())).toList())
                        .retentionPeriod(Duration.days(365))
                        .recordingFrequencyExceptions(List.of("AWS::EC2::SecurityGroup"))
                        .excludedResourceTypes(List.of("AWS::EC2::NetworkInterface"))
                        .includeGlobalResourceTypes(false)
                        .build())
                .account(accountOptions(scope))
                .notifications(notificationOptions(scope))
                .database(databaseOptions())
                .webTier(webTierOptions(scope, userData))
                .roles(RoleOptions.builder()
                        .path("/baseline/")
                        .permissionsBoundary(ManagedPolicy.fromManagedPolicyName(scope, "Boundary", "developer-boundary"))
                        .build());
    }

    private static DatabaseOptions databaseOptions() {
        return DatabaseOptions.builder()
                .enabled(true)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .version(MysqlEngineVersion.of("8.4.8", "8.4"))
                .extendedSupport(false)
                .allowMajorVersionUpgrade(false)
                .instanceType(InstanceType.of(InstanceClass.R7G, InstanceSize.LARGE))
                .allocatedStorage(100)
                .maxAllocatedStorage(1000)
                .multiAz(true)
                .port(3307)
                .databaseName("orders")
                .masterUsername("owner")
                .manageMasterUserPassword(false)
                .readReplicas(Map.of("Reports", MySqlReadReplicaProps.builder().instanceType(new InstanceType("r7g.large")).build()))
                .backupRetention(Duration.days(21))
                .parameters(Map.of("max_connections", "500"))
                .generalLog(false)
                .auditLog(true)
                .logRetention(RetentionDays.SIX_MONTHS)
                .monitoringInterval(Duration.seconds(30))
                .enablePerformanceInsights(true)
                .caCertificate(CaCertificate.RDS_CA_RSA4096_G1)
                .connectionsAlarmThreshold(400)
                .build();
    }

    private static WebTierOptions webTierOptions(final Construct scope, final UserData userData) {
        return WebTierOptions.builder()
                .enabled(true)
                .accessLogsPrefix("web")
                .logRetention(RetentionDays.SIX_MONTHS)
                .minCapacity(3)
                .maxCapacity(9)
                .cpuTargetUtilizationPercent(50)
                .instanceType(InstanceType.of(InstanceClass.M7G, InstanceSize.XLARGE))
                .alternativeInstanceTypes(List.of(InstanceType.of(InstanceClass.M6G, InstanceSize.XLARGE)))
                .scalingTopic(Topic.fromTopicArn(scope, "Scaling", "arn:aws:sns:eu-west-1:111111111111:scaling"))
                .machineImage(MachineImage.latestAmazonLinux2023(AmazonLinux2023ImageSsmParameterProps.builder()
                        .cpuType(AmazonLinuxCpuType.ARM_64)
                        .build()))
                .rootVolumeSize(Size.gibibytes(30))
                .rootDeviceName("/dev/xvda")
                .userData(userData)
                .healthCheckPath("/ready")
                .healthCheckGracePeriod(Duration.minutes(5))
                .startupTimeout(Duration.minutes(20))
                .httpPutResponseHopLimit(2)
                .detailedMonitoring(true)
                .webAclArn("arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000")
                .responseTimeAlarmThreshold(Duration.seconds(1))
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                .loadBalancerSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .build();
    }

    private static AccountOptions accountOptions(final Construct scope) {
        return AccountOptions.builder()
                .enabled(true)
                .mode(GuardrailMode.APPLY)
                .settings(AccountSettingModes.builder()
                        .s3PublicAccessBlock(GuardrailMode.APPLY)
                        .passwordPolicy(GuardrailMode.APPLY)
                        .securityContact(GuardrailMode.APPLY)
                        .ebsEncryption(GuardrailMode.APPLY)
                        .ebsDefaultKey(GuardrailMode.APPLY)
                        .snapshotPublicAccessBlock(GuardrailMode.APPLY)
                        .imagePublicAccessBlock(GuardrailMode.APPLY)
                        .instanceMetadataDefaults(GuardrailMode.APPLY)
                        .instanceMetadataEnforcement(GuardrailMode.REPORT)
                        .serialConsole(GuardrailMode.OFF)
                        .documentPublicSharing(GuardrailMode.APPLY)
                        .automationLogging(GuardrailMode.REPORT)
                        .emrPublicAccessBlock(GuardrailMode.APPLY)
                        .defaultVpc(GuardrailMode.REPORT)
                        .defaultVpcDeletion(GuardrailMode.OFF)
                        .build())
                .confirmedSettings(List.of(AccountSetting.EBS_DEFAULT_KEY))
                .regions(List.of("eu-west-1", "eu-central-1"))
                .passwordPolicy(PasswordPolicyOptions.builder()
                        .minimumLength(16)
                        .requireSymbols(true)
                        .requireNumbers(true)
                        .requireUppercase(true)
                        .requireLowercase(true)
                        .allowUsersToChange(true)
                        .maximumAge(Duration.days(365))
                        .reusePrevention(12)
                        .hardExpiry(false)
                        .build())
                .securityContact(SecurityContact.builder()
                        .name("Security Team")
                        .title("Security")
                        .emailAddress("security@example.com")
                        .phoneNumber("+1 555 0100")
                        .build())
                .ebsDefaultKey(Key.fromKeyArn(scope, "VolumeKey", "arn:aws:kms:eu-west-1:111111111111:key/1f4b1d6e-0000-4000-8000-000000000000"))
                .onDelete(EarlierValues.KEEP)
                .rejectConflicts(true)
                .lookInterval(Duration.hours(12))
                .build();
    }

    private static NotificationOptions notificationOptions(final Construct scope) {
        final ITopic pager = topic(scope, "Pager");
        final SnsAction page = new SnsAction(pager);
        final SeverityTopics severityTopics = SeverityTopics.builder()
                .high(pager)
                .medium(topic(scope, "Medium"))
                .low(topic(scope, "Low"))
                .build();
        final SecurityEventOverride vpcChanges = SecurityEventOverride.builder()
                .enabled(true)
                .threshold(2)
                .period(Duration.minutes(15))
                .pattern("{ $.eventName = \"DeleteVpc\" }")
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.ec2"))
                        .detail(Map.of("eventName", List.of("DeleteVpc")))
                        .build())
                .severity(EventSeverity.HIGH)
                .topic(pager)
                .alarmActions(List.of(page))
                .lowNoiseEnabled(true)
                .lowNoisePattern("{ $.eventName = \"DeleteVpc\" && $.errorCode NOT EXISTS }")
                .lowNoiseThreshold(2)
                .lowNoiseActions(List.of(page))
                .realTimeRule(true)
                .includeReadOnlyEvents(true)
                .build();
        final SecurityEvent accessKeyDeleted = SecurityEvent.builder()
                .id("AccessKeyDeleted")
                .title("An access key was deleted")
                .pattern("{ $.eventName = \"DeleteAccessKey\" }")
                .lowNoisePattern("{ $.eventName = \"DeleteAccessKey\" && $.errorCode NOT EXISTS }")
                .eventPattern(EventPattern.builder()
                        .source(List.of("aws.iam"))
                        .detail(Map.of("eventName", List.of("DeleteAccessKey")))
                        .build())
                .includeReadOnlyEvents(true)
                .severity(EventSeverity.HIGH)
                .topic(pager)
                .alarmActions(List.of(page))
                .response("Ask its owner.")
                .controls(List.of("ORG.1"))
                .build();
        return NotificationOptions.builder()
                .enabled(true)
                .findings(FindingOptions.builder()
                        .enabled(true)
                        .sources(List.of(FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB))
                        .guardDutyMinimumSeverity(EventSeverity.LOW)
                        .severityTopics(severityTopics)
                        .aggregationRegion("eu-west-1")
                        .build())
                .dashboard(true)
                .displayName("Baseline")
                .emailAddresses(List.of("security@example.com", "on-call@example.com"))
                .httpsEndpoints(List.of("https://events.example.com/alarms"))
                .slackChannels(List.of(SlackChannel.builder().workspaceId("T0123ABCD").channelId("C0123456789").build()))
                .teamsChannels(List.of(TeamsChannel.builder()
                        .tenantId("0f4b1d6e-0000-4000-8000-000000000001")
                        .teamId("0f4b1d6e-0000-4000-8000-000000000002")
                        .channelId("19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2")
                        .build()))
                .testMessageSchedule(Schedule.cron(CronOptions.builder().weekDay("MON").hour("8").minute("0").build()))
                .deliveryFailureTopic(topic(scope, "Undelivered"))
                .auditEmailAddresses(List.of("audit@example.com"))
                .lowNoiseAlarms(true)
                .lowNoiseTopic(pager)
                .lowNoiseSeverityTopics(severityTopics)
                .alarmActions(List.of(page))
                .lowNoiseActions(List.of(page))
                .realTimeRules(true)
                .notifyOk(true)
                .okActions(List.of(page))
                .notifyHealthOk(false)
                .severityTopics(severityTopics)
                .eventOverrides(Map.of("VpcChanges", vpcChanges))
                .additionalEvents(List.of(accessKeyDeleted))
                .securityAlarms(true)
                .build();
    }

    /** A baseline that uses existing resources of the account. */
    static SecureBaselineProps.Builder existingResources(final Construct scope) {
        return SecureBaselineProps.builder()
                .network(NetworkOptions.builder()
                        .vpc(Vpc.fromVpcAttributes(scope, "Vpc", VpcAttributes.builder()
                                .vpcId("vpc-11111111")
                                .vpcCidrBlock("10.30.0.0/16")
                                .availabilityZones(List.of("eu-west-1a", "eu-west-1b"))
                                .publicSubnetIds(List.of("subnet-11111111", "subnet-22222222"))
                                .privateSubnetIds(List.of("subnet-33333333", "subnet-44444444"))
                                .isolatedSubnetIds(List.of("subnet-55555555", "subnet-66666666"))
                                .build()))
                        .build())
                .storage(StorageOptions.builder()
                        .encryptionKey(Key.fromKeyArn(scope, "Key",
                                "arn:aws:kms:eu-west-1:111111111111:key/0f4b1d6e-0000-4000-8000-000000000000"))
                        .accessLogsBucket(bucket(scope, "AccessLogs"))
                        .trailBucket(bucket(scope, "Trail"))
                        .configBucket(bucket(scope, "Config"))
                        .dataBucket(bucket(scope, "Data"))
                        .build())
                .trail(TrailOptions.builder()
                        .enabled(false)
                        .logGroup(LogGroup.fromLogGroupName(scope, "TrailLogs", "organization-trail"))
                        .dataEventBuckets(List.of(bucket(scope, "Orders")))
                        .build())
                .notifications(NotificationOptions.builder()
                        .topic(Topic.fromTopicArn(scope, "Topic", "arn:aws:sns:eu-west-1:111111111111:security"))
                        .build())
                .database(DatabaseOptions.builder().snapshotIdentifier("before-the-move").build())
                .webTier(WebTierOptions.builder().logGroup(LogGroup.fromLogGroupName(scope, "WebLogs", "web")).build());
    }

    private static ITopic topic(final Construct scope, final String name) {
        return Topic.fromTopicArn(scope, name, "arn:aws:sns:eu-west-1:111111111111:" + name.toLowerCase());
    }

    private static IBucket bucket(final Construct scope, final String name) {
        return Bucket.fromBucketName(scope, name, "org-" + name.toLowerCase());
    }
}
