"""The test file of access logs, and what Elastic Load Balancing refuses."""
from . import delivery_tests
from .refusals import refuse
from .resource_types import extend_type


def _before_delete(arn, props):
    refuse('elasticloadbalancing:DeleteLoadBalancer', {'LoadBalancerArn': arn})


def _before_create(props):
    refuse('elasticloadbalancing:ModifyLoadBalancerAttributes', props)


def _before_update(arn, old, props):
    _before_create(props)


def _apply(arn, props):
    delivery_tests.write(delivery_tests.of_load_balancer(props))


def _before_create_listener(props):
    refuse('elasticloadbalancing:CreateListener', props)


extend_type(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    apply=_apply, before_create=_before_create, before_update=_before_update, before_delete=_before_delete)
extend_type('AWS::ElasticLoadBalancingV2::Listener', before_create=_before_create_listener)
