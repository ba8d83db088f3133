from aws_cdk import App, Stack
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from org_secure_baseline import EnvironmentType, SecureBaseline, WebTierOptions

import options
from application_stack import ApplicationStack
from construct_options_stack import ConstructOptionsStack
from constructs_stack import ConstructsStack

app = App()

SecureBaseline(
    Stack(app, "Minimal"), "Baseline", environment_suffix="dev", owner="team-a", cost_center="cc-1234"
)

SecureBaseline(
    Stack(app, "Containers"),
    "Baseline",
    environment_suffix="ecs",
    owner="team-a",
    cost_center="cc-1234",
    web_tier=WebTierOptions(
        target_type=elbv2.TargetType.IP, target_protocol=elbv2.ApplicationProtocol.HTTP, target_port=8080
    ),
)

existing = Stack(app, "Existing")
SecureBaseline(
    existing,
    "Baseline",
    environment_suffix="test",
    owner="team-a",
    cost_center="cc-1234",
    environment_type=EnvironmentType.NON_PRODUCTION,
    **options.existing_resources(existing),
)

production_stack = Stack(app, "Production")
baseline = SecureBaseline(
    production_stack,
    "Baseline",
    environment_suffix="prod",
    owner="team-a",
    cost_center="cc-1234",
    environment_type=EnvironmentType.PRODUCTION,
    **options.production(production_stack),
)
ApplicationStack(app, "Application", baseline=baseline)

ConstructsStack(app, "Constructs")
ConstructOptionsStack(app, "ConstructOptions")

app.synth()
