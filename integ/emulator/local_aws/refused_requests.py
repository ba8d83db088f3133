"""Answers the requests of the SDKs that AWS refuses with its error, before they reach ministack."""
import json
import xml.sax.saxutils as xml
from urllib.parse import parse_qs

from ministack.core.responses import error_response_json, new_uuid
from ministack.services import alb, autoscaling, cloudformation, cloudtrail, cloudwatch_logs, config, ec2, iam, rds

from .refusals import find_refusal

#: The services that have refusals, by the prefix of their actions. Requests to S3 are refused by its CloudFormation type only.
_SERVICES = {
    'autoscaling': autoscaling, 'cloudformation': cloudformation, 'cloudtrail': cloudtrail, 'config': config, 'ec2': ec2,
    'elasticloadbalancing': alb, 'iam': iam, 'logs': cloudwatch_logs, 'rds': rds,
}


def _guard(prefix, service):
    handle_request = service.handle_request

    async def handle(method, path, headers, body, query_params):
        target = headers.get('x-amz-target', '')
        action, request = _json_request(target, body) if target else _query_request(body, query_params)
        refusal = find_refusal(f'{prefix}:{action}', request)
        if refusal:
            return error_response_json(*refusal, 400) if target else _query_error(*refusal)
        return await handle_request(method, path, headers, body, query_params)

    service.handle_request = handle


def _json_request(target, body):
    return target.split('.')[-1], json.loads(body) if body else {}


def _query_request(body, query_params):
    text = body if isinstance(body, str) else (body or b'').decode('utf-8', errors='replace')
    params = {name: value[0] for name, value in {**query_params, **parse_qs(text)}.items() if value}
    return params.get('Action', ''), _nested(params)


def _nested(params):
    """Converts `A.member.1.B` and `A.1.B` to lists of objects, which the conditions read."""
    request = {}
    for name, value in params.items():
        *parents, last = [part for part in name.split('.') if part != 'member']
        target = request
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last] = value
    return _with_lists(request)


def _with_lists(value):
    if not isinstance(value, dict):
        return value
    members = {name: _with_lists(member) for name, member in value.items()}
    return [members[index] for index in sorted(members, key=int)] if members and all(map(str.isdigit, members)) else members


def _query_error(code, message):
    error = f'<Error><Type>Sender</Type><Code>{code}</Code><Message>{xml.escape(message)}</Message></Error>'
    body = f'<ErrorResponse>{error}<RequestId>{new_uuid()}</RequestId></ErrorResponse>'
    return 400, {'Content-Type': 'text/xml'}, body.encode()


for _prefix, _service in _SERVICES.items():
    _guard(_prefix, _service)
