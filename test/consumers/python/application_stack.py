from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from org_secure_baseline import LoggingBucket, SecureBaseline


class ApplicationStack(Stack):
    """An application stack that uses a baseline in another stack."""

    def __init__(self, scope: Construct, construct_id: str, *, baseline: SecureBaseline) -> None:
        super().__init__(scope, construct_id)
        database, audit_trail = baseline.database, baseline.audit_trail

        report = lambda_.Function(
            self,
            "Report",
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            code=lambda_.Code.from_inline("exports.handler = async () => {};"),
            vpc=baseline.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS),
            allow_all_outbound=False,
            environment={"DATABASE": database.instance_endpoint.socket_address},
        )
        report.connections.allow_to_default_port(database, "MySQL from the report")
        database.grant_secret_read(report)
        database.grant_connect(report, "report")

        archive = LoggingBucket(self, "Archive")
        archive.allow_cloud_trail_delivery(audit_trail.trail_arn, "archive")
