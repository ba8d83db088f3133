"""Load balancers and listeners that Elastic Load Balancing refuses to delete or to create."""
from .refusals import refuse
from .resource_types import extend_type


def _before_delete(arn, props):
    refuse('elasticloadbalancing:DeleteLoadBalancer', {'LoadBalancerArn': arn})


def _before_create_listener(props):
    refuse('elasticloadbalancing:CreateListener', props)


extend_type('AWS::ElasticLoadBalancingV2::LoadBalancer', before_delete=_before_delete)
extend_type('AWS::ElasticLoadBalancingV2::Listener', before_create=_before_create_listener)
