"""Reads a list of policies from standard input and writes the findings of parliament for each of them.

The command line of parliament is not used, because it reports some findings for the wrong file if there are several.
"""

import json
import sys

from parliament import analyze_policy_string, enhance_finding


def problems(policy):
    findings = map(enhance_finding, analyze_policy_string(json.dumps(policy)).findings)
    return [{"issue": finding.issue, "title": finding.title, "detail": finding.detail} for finding in findings]


json.dump([problems(policy) for policy in json.load(sys.stdin)], sys.stdout)
