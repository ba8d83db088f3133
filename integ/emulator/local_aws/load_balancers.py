"""Deletion protection of load balancers."""
from .resource_types import client, extend_type


def _refuse_protected(arn, props):
    elb = client('elbv2')
    try:
        attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)['Attributes']
    except elb.exceptions.LoadBalancerNotFoundException:
        return
    if {'Key': 'deletion_protection.enabled', 'Value': 'true'} in attributes:
        raise ValueError(f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")


extend_type('AWS::ElasticLoadBalancingV2::LoadBalancer', before_delete=_refuse_protected)
