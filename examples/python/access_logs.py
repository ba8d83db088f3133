from aws_cdk import App, Duration, Stack
from aws_cdk.aws_ec2 import Vpc
from aws_cdk.aws_elasticloadbalancingv2 import ApplicationLoadBalancer, ListenerAction
from aws_cdk.aws_s3 import Bucket
from org_secure_baseline import LoggingBucket

# The default in apps that `cdk init` created. Without it, the CDK would use an ACL, which the logging bucket does not support.
app = App(context={"@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True})
stack = Stack(app, "Website")

logs = LoggingBucket(stack, "AccessLogs", expiration=Duration.days(90))

# The CDK adds a statement for each source bucket to the policy of the logging bucket.
Bucket(stack, "Images", enforce_ssl=True, server_access_logs_bucket=logs, server_access_logs_prefix="images/")
Bucket(stack, "Downloads", enforce_ssl=True, server_access_logs_bucket=logs, server_access_logs_prefix="downloads/")

vpc = Vpc(stack, "Vpc", max_azs=2, nat_gateways=0)
load_balancer = ApplicationLoadBalancer(stack, "LoadBalancer", vpc=vpc, internet_facing=True)
load_balancer.add_listener(
    "Http", port=80, default_action=ListenerAction.fixed_response(200, message_body="Hello")
)

# In place of `load_balancer.log_access_logs`, which requires a stack with an explicit region.
logs.allow_load_balancer_logs("load-balancer")
load_balancer.set_attribute("access_logs.s3.enabled", "true")
load_balancer.set_attribute("access_logs.s3.bucket", logs.bucket_name)
load_balancer.set_attribute("access_logs.s3.prefix", "load-balancer")
load_balancer.node.add_dependency(logs)

app.synth()
