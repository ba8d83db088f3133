"""Block public access of Amazon EMR, which is enabled in new accounts, with a date that the SDKs can read."""
import json
import time

from ministack.services import emr as service


def _get_block(data):
    status, headers, body = _ministack_get_block(data)
    answer = json.loads(body)
    answer['BlockPublicAccessConfigurationMetadata']['CreationDateTime'] = time.time()
    return status, headers, json.dumps(answer).encode()


service._default_block_public_access = lambda: {
    'BlockPublicSecurityGroupRules': True, 'PermittedPublicSecurityGroupRuleRanges': [{'MinRange': 22, 'MaxRange': 22}],
}
_ministack_get_block = service._HANDLERS['GetBlockPublicAccessConfiguration']
service._HANDLERS['GetBlockPublicAccessConfiguration'] = _get_block
