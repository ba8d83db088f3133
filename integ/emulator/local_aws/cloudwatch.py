"""Alarms on metric math, which ministack rejects, and the list of dashboards.

An alarm on metric math shows its first metric; the expression is not evaluated. ministack returns the times of
dashboards as strings, but the JSON protocol requires numbers.
"""
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

_ministack_record = provisioners._cw_metric_alarm_record
_ministack_json = cloudwatch._json_ok


def _record(name, props):
    stat = next((query['MetricStat'] for query in props.get('Metrics') or [] if query.get('MetricStat')), None)
    if stat is None:
        return _ministack_record(name, props)
    metric = {**stat['Metric'], 'Period': stat['Period'], 'Statistic': stat['Stat']}
    return _ministack_record(name, {**props, **metric, 'Metrics': None})


def _json(data):
    entries = [{**entry, 'LastModified': cloudwatch._json_timestamp(entry['LastModified'])} for entry in data.get('DashboardEntries', [])]
    return _ministack_json({**data, 'DashboardEntries': entries} if entries else data)


provisioners._cw_metric_alarm_record = _record
cloudwatch._json_ok = _json
