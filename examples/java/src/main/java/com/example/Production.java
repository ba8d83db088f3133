package com.example;

import java.util.List;
import org.securebaseline.EnvironmentType;
import org.securebaseline.NotificationOptions;
import org.securebaseline.SecureBaseline;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.certificatemanager.CertificateValidation;
import software.amazon.awscdk.services.route53.ARecord;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.RecordTarget;
import software.amazon.awscdk.services.route53.targets.LoadBalancerTarget;

public class Production {
    private static final String DOMAIN_NAME = "www.example.com";

    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "ProdBaseline");

        // An existing public hosted zone. Without a lookup, the app synthesizes in every account, and without credentials.
        IHostedZone zone = HostedZone.fromHostedZoneAttributes(stack, "Zone", HostedZoneAttributes.builder()
            .hostedZoneId("Z0123456789ABCDEFGHIJ")
            .zoneName("example.com")
            .build());

        Certificate certificate = Certificate.Builder.create(stack, "Certificate")
            .domainName(DOMAIN_NAME)
            .validation(CertificateValidation.fromDns(zone))
            .build();

        SecureBaseline baseline = SecureBaseline.Builder.create(stack, "Baseline")
            .environmentSuffix("prod")
            .owner("team-a")
            .costCenter("cc-1234")
            .environmentType(EnvironmentType.PRODUCTION)
            .certificate(certificate)
            .notifications(NotificationOptions.builder().emailAddresses(List.of("security@example.com")).build())
            .build();

        ARecord.Builder.create(stack, "Domain")
            .zone(zone)
            .recordName(DOMAIN_NAME)
            .target(RecordTarget.fromAlias(new LoadBalancerTarget(baseline.getWebTier().getLoadBalancer())))
            .build();

        app.synth();
    }
}
