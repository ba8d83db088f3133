"""Secrets Manager: ARNs as physical IDs, rotation schedules, and rotations that invoke the rotation function.

A rotation of ministack only changes the labels of the versions.
"""
import contextvars
import json
import threading

from ministack.core.responses import json_response, new_uuid
from ministack.services import secretsmanager as service

from .resource_types import HANDLERS, ResourceType, add_type, boolean, client

_STEPS = ('createSecret', 'setSecret', 'testSecret', 'finishSecret')


class RotationSchedule(ResourceType):
    create_only = ('SecretId',)

    def create(self, name, props):
        return self.update(props['SecretId'], {}, props)

    def update(self, physical_id, old, props):
        days = (props.get('RotationRules') or {}).get('AutomaticallyAfterDays')
        _secret(physical_id).update(
            RotationEnabled=True, RotationLambdaARN=props['RotationLambdaARN'], RotationRules={'AutomaticallyAfterDays': int(days)} if days else {})
        if boolean(props.get('RotateImmediatelyOnUpdate', True)):
            client('secretsmanager').rotate_secret(SecretId=physical_id)
        return physical_id, {}

    def delete(self, physical_id, props):
        if _secret(physical_id):
            _secret(physical_id)['RotationEnabled'] = False


add_type('AWS::SecretsManager::RotationSchedule', RotationSchedule())


def _secret(secret_id):
    return service._resolve(secret_id)[1]


def _with_arn(result):
    name, attributes = result
    return _secret(name)['ARN'], attributes


def _use_arns(handler):
    """The physical ID of a secret is its ARN. ministack uses its name."""
    create, update, delete = handler['create'], handler['update'], handler['delete']
    handler.update(
        create=lambda *arguments: _with_arn(create(*arguments)),
        update=lambda arn, *arguments: _with_arn(update(service._resolve(arn)[0], *arguments)),
        delete=lambda arn, props: delete(service._resolve(arn)[0], props),
    )


_use_arns(HANDLERS['AWS::SecretsManager::Secret'])


def _rotate(data):
    """Adds the pending version, without a value, and invokes the steps in the background."""
    secret, version = _secret(data['SecretId']), data.get('ClientRequestToken', new_uuid())
    secret['Versions'][version] = {'SecretString': None, 'SecretBinary': None, 'CreatedDate': 0, 'Stages': ['AWSPENDING']}
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_invoke_steps, secret, version), daemon=True).start()
    return json_response({'ARN': secret['ARN'], 'Name': secret['Name'], 'VersionId': version})


def _invoke_steps(secret, version):
    for step in _STEPS:
        event = {'Step': step, 'SecretId': secret['ARN'], 'ClientRequestToken': version}
        response = client('lambda').invoke(FunctionName=secret['RotationLambdaARN'], Payload=json.dumps(event))
        if response.get('FunctionError'):
            return


async def _handle_request(method, path, headers, body, query_params):
    data = json.loads(body) if body else {}
    if headers.get('x-amz-target', '').endswith('.RotateSecret') and _secret(data.get('SecretId')):
        return _rotate(data)
    if headers.get('x-amz-target', '').endswith('.GetSecretValue') and _lacks_value(data):
        return service.error_response_json(
            'ResourceNotFoundException', f"Secrets Manager can't find the specified secret value for staging label: {data.get('VersionStage', 'AWSCURRENT')}", 400)
    return await _ministack_handle_request(method, path, headers, body, query_params)


def _lacks_value(data):
    secret = _secret(data.get('SecretId')) or {'Versions': {}}
    version = secret['Versions'].get(data.get('VersionId'))
    return bool(version) and version['SecretString'] is None and version['SecretBinary'] is None


_ministack_handle_request, service.handle_request = service.handle_request, _handle_request
