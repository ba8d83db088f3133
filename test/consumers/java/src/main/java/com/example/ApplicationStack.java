package com.example;

import java.util.Map;
import java.util.Objects;
import org.securebaseline.AuditTrail;
import org.securebaseline.HardenedMySql;
import org.securebaseline.LoggingBucket;
import org.securebaseline.SecureBaseline;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** An application stack that uses a baseline in another stack. */
final class ApplicationStack extends Stack {
    ApplicationStack(final Construct scope, final String id, final SecureBaseline baseline) {
        super(scope, id);
        final HardenedMySql database = Objects.requireNonNull(baseline.getDatabase());
        final AuditTrail auditTrail = Objects.requireNonNull(baseline.getAuditTrail());

        final Function report = Function.Builder.create(this, "Report")
                .runtime(Runtime.NODEJS_24_X)
                .handler("index.handler")
                .code(Code.fromInline("exports.handler = async () => {};"))
                .vpc(baseline.getVpc())
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                .allowAllOutbound(false)
                .environment(Map.of("DATABASE", database.getInstanceEndpoint().getSocketAddress()))
                .build();
        report.getConnections().allowToDefaultPort(database, "MySQL from the report");
        database.grantSecretRead(report);
        database.grantConnect(report, "report");

        final LoggingBucket archive = new LoggingBucket(this, "Archive");
        archive.allowCloudTrailDelivery(auditTrail.getTrailArn(), "archive");
    }
}
