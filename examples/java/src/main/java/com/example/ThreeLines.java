package com.example;

import org.securebaseline.SecureBaseline;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

public class ThreeLines {
    public static void main(final String[] args) {
        App app = new App();
        Stack stack = new Stack(app, "DevBaseline");

        SecureBaseline.Builder.create(stack, "Baseline").environmentSuffix("dev").owner("team-a").costCenter("cc-1234").build();

        app.synth();
    }
}
