"""Systems Manager documents and the accounts with which they are shared. Their content is not stored.

A document can be made public in spite of the setting that prevents it: the error of AWS is not documented.
"""
import json

from ministack.core.responses import AccountRegionScopedDict, error_response_json, get_account_id, json_response
from ministack.services import ssm as service

_documents = AccountRegionScopedDict()


def _create(data):
    if data['Name'] in _documents:
        return error_response_json('DocumentAlreadyExists', f"The specified document {data['Name']} already exists.", 400)
    _documents[data['Name']] = {
        'Name': data['Name'], 'DocumentType': data.get('DocumentType', 'Command'), 'DocumentFormat': data.get('DocumentFormat', 'JSON'),
        'DocumentVersion': '1', 'SchemaVersion': '2.2', 'Owner': get_account_id(), 'accounts': [],
    }
    return json_response({'DocumentDescription': _view(data['Name'])})


def _view(name):
    return {member: value for member, value in _documents[name].items() if member != 'accounts'}


def _existing(action):
    def handle(data):
        if data.get('Name') in _documents:
            return json_response(action(_documents[data['Name']], data) or {})
        return error_response_json('InvalidDocument', 'The specified document does not exist.', 400)
    return handle


def _delete(document, data):
    del _documents[document['Name']]


def _list(data):
    """Lists the documents of the account. AWS lists its own documents too, unless the owner is a filter."""
    return json_response({'DocumentIdentifiers': [_view(name) for name in _documents]})


def _share(document, data):
    kept = [account for account in document['accounts'] if account not in data.get('AccountIdsToRemove', [])]
    document['accounts'] = kept + [account for account in data.get('AccountIdsToAdd', []) if account not in kept]


def _permission(document, data):
    return {'AccountIds': document['accounts'], 'AccountSharingInfoList': [{'AccountId': account, 'SharedDocumentVersion': '$DEFAULT'} for account in document['accounts']]}


_ACTIONS = {
    'CreateDocument': _create, 'DeleteDocument': _existing(_delete), 'ListDocuments': _list,
    'ModifyDocumentPermission': _existing(_share), 'DescribeDocumentPermission': _existing(_permission),
}


async def _handle_request(method, path, headers, body, query_params):
    action = _ACTIONS.get(headers.get('x-amz-target', '').split('.')[-1])
    return action(json.loads(body)) if action else await _ministack_handle_request(method, path, headers, body, query_params)


_ministack_handle_request, service.handle_request = service.handle_request, _handle_request
