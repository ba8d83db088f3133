package com.example;

import java.util.Map;
import org.securebaseline.LoggingBucket;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.FixedResponseOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.s3.Bucket;

public class AccessLogs {
    public static void main(final String[] args) {
        // The default in apps that `cdk init` created. Without it, the CDK would use an ACL, which the logging bucket does not support.
        App app = new App(AppProps.builder()
            .context(Map.of("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", true))
            .build());
        Stack stack = new Stack(app, "Website");

        LoggingBucket logs = LoggingBucket.Builder.create(stack, "AccessLogs").expiration(Duration.days(90)).build();

        // The CDK adds a statement for each source bucket to the policy of the logging bucket.
        Bucket.Builder.create(stack, "Images")
            .enforceSsl(true).serverAccessLogsBucket(logs).serverAccessLogsPrefix("images/").build();
        Bucket.Builder.create(stack, "Downloads")
            .enforceSsl(true).serverAccessLogsBucket(logs).serverAccessLogsPrefix("downloads/").build();

        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(2).natGateways(0).build();
        ApplicationLoadBalancer loadBalancer = ApplicationLoadBalancer.Builder.create(stack, "LoadBalancer")
            .vpc(vpc).internetFacing(true).build();
        loadBalancer.addListener("Http", BaseApplicationListenerProps.builder()
            .port(80)
            .defaultAction(ListenerAction.fixedResponse(200, FixedResponseOptions.builder().messageBody("Hello").build()))
            .build());

        // In place of `loadBalancer.logAccessLogs`, which requires a stack with an explicit region.
        logs.allowLoadBalancerLogs("load-balancer");
        loadBalancer.setAttribute("access_logs.s3.enabled", "true");
        loadBalancer.setAttribute("access_logs.s3.bucket", logs.getBucketName());
        loadBalancer.setAttribute("access_logs.s3.prefix", "load-balancer");
        loadBalancer.getNode().addDependency(logs);

        app.synth();
    }
}
