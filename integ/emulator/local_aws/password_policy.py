"""The password policy of IAM: its limits, an update that replaces it, and the dates of the passwords in the credential report.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
"""
from ministack.services import iam as service

_LIMITS = {'MinimumPasswordLength': (6, 128), 'MaxPasswordAge': (1, 1095), 'PasswordReusePrevention': (1, 24)}
_FLAGS = ('RequireSymbols', 'RequireNumbers', 'RequireUppercaseCharacters', 'RequireLowercaseCharacters', 'AllowUsersToChangePassword', 'HardExpiry')


def _update_policy(params):
    policy = {'MinimumPasswordLength': 6}
    for name, (least, most) in _LIMITS.items():
        value = service._p(params, name)
        if not value:
            continue
        if not least <= int(value) <= most:
            bound = f'greater than or equal to {least}' if int(value) < least else f'less than or equal to {most}'
            return service._error(400, 'ValidationError', f"1 validation error detected: Value '{value}' at '{name[0].lower()}{name[1:]}' failed to "
                                  f'satisfy constraint: Member must have value {bound}', ns='iam')
        policy[name] = int(value)
    policy.update({name: service._p(params, name) == 'true' for name in _FLAGS})
    service._account_password_policy['policy'] = policy
    return service._xml(200, 'UpdateAccountPasswordPolicyResponse', '', ns='iam')


def _build_report():
    """Adds the date of the last change of each password."""
    header, *rows = (line.split(',') for line in _ministack_build_report().split('\n'))
    changed = header.index('password_last_changed')
    for row in rows:
        if row[0] in service._login_profiles:
            row[changed] = service._login_profiles[row[0]]['CreateDate']
    return '\n'.join(','.join(row) for row in (header, *rows))


_ministack_build_report, service._build_credential_report = service._build_credential_report, _build_report
service._IAM_HANDLERS['UpdateAccountPasswordPolicy'] = _update_policy
