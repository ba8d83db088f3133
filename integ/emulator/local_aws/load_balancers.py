"""Deletion protection of load balancers, and the limit of one load balancer per target group."""
from .resource_types import client, extend_type


def _reject_deletion_if_protected(arn, props):
    elb = client('elbv2')
    try:
        attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)['Attributes']
    except elb.exceptions.LoadBalancerNotFoundException:
        return
    if {'Key': 'deletion_protection.enabled', 'Value': 'true'} in attributes:
        raise ValueError(f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")


def _reject_shared_target_groups(arn, props):
    elb = client('elbv2')
    existing = {one['LoadBalancerArn'] for one in elb.describe_load_balancers()['LoadBalancers']}
    for group in [action['TargetGroupArn'] for action in props['DefaultActions'] if 'TargetGroupArn' in action]:
        load_balancers = elb.describe_target_groups(TargetGroupArns=[group])['TargetGroups'][0]['LoadBalancerArns']
        if len(existing & set(load_balancers)) > 1:
            raise ValueError(f"The following target groups cannot be associated with more than one load balancer: {group}")


extend_type('AWS::ElasticLoadBalancingV2::LoadBalancer', before_delete=_reject_deletion_if_protected)
extend_type('AWS::ElasticLoadBalancingV2::Listener', apply=_reject_shared_target_groups)
