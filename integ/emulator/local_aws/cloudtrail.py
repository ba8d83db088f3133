"""CloudTrail trails."""
from . import delivery_tests
from .resource_types import ResourceType, add_type, boolean, client, ignore_missing, pick, tags

_SETTINGS = ('S3BucketName', 'S3KeyPrefix', 'SnsTopicName', 'CloudWatchLogsLogGroupArn', 'CloudWatchLogsRoleArn')
_SWITCHES = ('EnableLogFileValidation', 'IncludeGlobalServiceEvents', 'IsMultiRegionTrail', 'IsOrganizationTrail')


class Trail(ResourceType):
    create_only = ('TrailName',)

    def create(self, name, props):
        trail = props.get('TrailName', name)
        client('cloudtrail').create_trail(Name=trail, TagsList=tags(props), **self._settings(props))
        delivery_tests.write(delivery_tests.of_trail(props))
        return self.update(trail, {}, props)

    def update(self, physical_id, old, props):
        cloudtrail = client('cloudtrail')
        # CreateTrail of ministack ignores the log group, UpdateTrail stores it.
        response = cloudtrail.update_trail(Name=physical_id, **self._settings(props))
        for selectors in ('EventSelectors', 'AdvancedEventSelectors'):
            if props.get(selectors):
                cloudtrail.put_event_selectors(TrailName=physical_id, **{selectors: props[selectors]})
        set_logging = cloudtrail.start_logging if boolean(props['IsLogging']) else cloudtrail.stop_logging
        set_logging(Name=physical_id)
        return physical_id, {'Arn': response['TrailARN'], 'SnsTopicArn': response.get('SnsTopicARN', '')}

    def delete(self, physical_id, props):
        with ignore_missing('TrailNotFoundException'):
            client('cloudtrail').delete_trail(Name=physical_id)

    def _settings(self, props):
        settings = pick(props, *_SETTINGS)
        settings.update({switch: boolean(props[switch]) for switch in _SWITCHES if switch in props})
        if props.get('KMSKeyId'):
            settings['KmsKeyId'] = props['KMSKeyId']
        return settings


add_type('AWS::CloudTrail::Trail', Trail())
