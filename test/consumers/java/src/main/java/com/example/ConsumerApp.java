package com.example;

import org.securebaseline.EnvironmentType;
import org.securebaseline.SecureBaseline;
import org.securebaseline.WebTierOptions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;

public final class ConsumerApp {
    private ConsumerApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();

        SecureBaseline.Builder.create(new Stack(app, "Minimal"), "Baseline")
                .environmentSuffix("dev")
                .owner("team-a")
                .costCenter("cc-1234")
                .build();

        SecureBaseline.Builder.create(new Stack(app, "Containers"), "Baseline")
                .environmentSuffix("ecs")
                .owner("team-a")
                .costCenter("cc-1234")
                .webTier(WebTierOptions.builder()
                        .targetType(TargetType.IP)
                        .targetProtocol(ApplicationProtocol.HTTP)
                        .targetPort(8080)
                        .build())
                .build();

        final Stack existing = new Stack(app, "Existing");
        new SecureBaseline(existing, "Baseline", Options.existingResources(existing)
                .environmentSuffix("test")
                .owner("team-a")
                .costCenter("cc-1234")
                .environmentType(EnvironmentType.NON_PRODUCTION)
                .build());

        final Stack production = new Stack(app, "Production");
        final SecureBaseline baseline = new SecureBaseline(production, "Baseline", Options.production(production)
                .environmentSuffix("prod")
                .owner("team-a")
                .costCenter("cc-1234")
                .environmentType(EnvironmentType.PRODUCTION)
                .build());
        new ApplicationStack(app, "Application", baseline);

        new ConstructsStack(app, "Constructs");
        new ConstructOptionsStack(app, "ConstructOptions");

        app.synth();
    }
}
