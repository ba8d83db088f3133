from aws_cdk import App, Stack
from org_secure_baseline import EnvironmentType, SecureBaseline

import options
from application_stack import ApplicationStack
from construct_options_stack import ConstructOptionsStack
from constructs_stack import ConstructsStack

app = App()

SecureBaseline(
    Stack(app, "Minimal"), "Baseline", environment_suffix="dev", owner="team-a", cost_center="cc-1234"
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
