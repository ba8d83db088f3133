from aws_cdk import App, Stack
from org_secure_baseline import SecureBaseline

app = App()
stack = Stack(app, "DevBaseline")

SecureBaseline(stack, "Baseline", environment_suffix="dev", owner="team-a", cost_center="cc-1234")

app.synth()
