"""Service-linked roles: the CloudFormation type, and the role names of IAM."""
from ministack.services import iam as service

from .resource_types import ResourceType, add_type, client, ignore_missing, pick

_NAMES = {'autoscaling': 'AutoScaling'}


class ServiceLinkedRole(ResourceType):
    create_only = ('AWSServiceName', 'CustomSuffix')

    def create(self, name, props):
        role = client('iam').create_service_linked_role(**pick(props, 'AWSServiceName', 'CustomSuffix', 'Description'))['Role']
        return role['RoleName'], {'RoleName': role['RoleName']}

    def update(self, physical_id, old, props):
        return physical_id, {'RoleName': physical_id}

    def delete(self, physical_id, props):
        with ignore_missing('NoSuchEntity'):
            client('iam').delete_service_linked_role(RoleName=physical_id)


add_type('AWS::IAM::ServiceLinkedRole', ServiceLinkedRole())


def role_name(service_name, suffix):
    service_id = service_name.split('.')[0]
    return f"AWSServiceRoleFor{_NAMES.get(service_id, service_id.capitalize())}{'_' + suffix if suffix else ''}"


def _create_service_linked_role(params):
    """Adds the custom suffix."""
    service_name = service._p(params, 'AWSServiceName')
    default_name = f"AWSServiceRoleFor{service_name.split('.')[0].capitalize()}"
    name = role_name(service_name, service._p(params, 'CustomSuffix'))
    response = _ministack_create_service_linked_role(params)
    if name != default_name:
        role = service._roles.pop(default_name)
        service._roles[name] = {**role, 'RoleName': name, 'Arn': role['Arn'].replace(default_name, name)}
        status, headers, body = response
        response = status, headers, body.replace(default_name.encode(), name.encode())
    return response


_ministack_create_service_linked_role = service._create_service_linked_role
service._IAM_HANDLERS['CreateServiceLinkedRole'] = _create_service_linked_role
