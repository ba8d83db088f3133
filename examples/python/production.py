from aws_cdk import App, Stack
from aws_cdk.aws_certificatemanager import Certificate, CertificateValidation
from aws_cdk.aws_route53 import ARecord, HostedZone, RecordTarget
from aws_cdk.aws_route53_targets import LoadBalancerTarget
from org_secure_baseline import EnvironmentType, NotificationOptions, SecureBaseline

DOMAIN_NAME = "www.example.com"

app = App()
stack = Stack(app, "ProdBaseline")

# An existing public hosted zone. Without a lookup, the app synthesizes in every account, and without credentials.
zone = HostedZone.from_hosted_zone_attributes(
    stack, "Zone", hosted_zone_id="Z0123456789ABCDEFGHIJ", zone_name="example.com"
)

certificate = Certificate(
    stack, "Certificate", domain_name=DOMAIN_NAME, validation=CertificateValidation.from_dns(zone)
)

baseline = SecureBaseline(
    stack,
    "Baseline",
    environment_suffix="prod",
    owner="team-a",
    cost_center="cc-1234",
    environment_type=EnvironmentType.PRODUCTION,
    certificate=certificate,
    notifications=NotificationOptions(email_addresses=["security@example.com"]),
)

ARecord(
    stack,
    "Domain",
    zone=zone,
    record_name=DOMAIN_NAME,
    # https://github.com/aws/jsii/issues/4541: Pyright rejects the parameter names of LoadBalancerTarget.
    target=RecordTarget.from_alias(LoadBalancerTarget(baseline.web_tier.load_balancer)),  # pyright: ignore[reportArgumentType]
)

app.synth()
