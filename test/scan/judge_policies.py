"""Reads a list of policies from standard input and writes, for each, what parliament says against it.

Its command line reports some findings at the wrong file when it is given several.
"""

import json
import sys

from parliament import analyze_policy_string, enhance_finding


def problems(policy):
    findings = map(enhance_finding, analyze_policy_string(json.dumps(policy)).findings)
    return [{"issue": finding.issue, "title": finding.title, "detail": finding.detail} for finding in findings]


json.dump([problems(policy) for policy in json.load(sys.stdin)], sys.stdout)
