"""Alarms on metric math, which ministack refuses: they show the first of their metrics in place of the expression, which is not computed."""
from ministack.services.cloudformation import provisioners

_ministack_record = provisioners._cw_metric_alarm_record


def _record(name, props):
    stat = next((query['MetricStat'] for query in props.get('Metrics') or [] if query.get('MetricStat')), None)
    if stat is None:
        return _ministack_record(name, props)
    shown = {**stat['Metric'], 'Period': stat['Period'], 'Statistic': stat['Stat']}
    return _ministack_record(name, {**props, **shown, 'Metrics': None})


provisioners._cw_metric_alarm_record = _record
