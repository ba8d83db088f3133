"""Alarms on metric math, which ministack refuses: they show the first of their metrics in place of the expression, which is not computed.
The list of dashboards, whose times ministack writes as texts where the JSON protocol has numbers."""
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

_ministack_record = provisioners._cw_metric_alarm_record
_ministack_json = cloudwatch._json_ok


def _record(name, props):
    stat = next((query['MetricStat'] for query in props.get('Metrics') or [] if query.get('MetricStat')), None)
    if stat is None:
        return _ministack_record(name, props)
    shown = {**stat['Metric'], 'Period': stat['Period'], 'Statistic': stat['Stat']}
    return _ministack_record(name, {**props, **shown, 'Metrics': None})


def _json(data):
    entries = [{**entry, 'LastModified': cloudwatch._json_timestamp(entry['LastModified'])} for entry in data.get('DashboardEntries', [])]
    return _ministack_json({**data, 'DashboardEntries': entries} if entries else data)


provisioners._cw_metric_alarm_record = _record
cloudwatch._json_ok = _json
