"""Runs the emulator in the foreground on 127.0.0.1:$GATEWAY_PORT.

With --until-stdin-closes, the emulator stops when the process that started it ends.
"""
import os
import signal
import sys
import threading

from ministack.app import main

from . import (  # noqa: F401
    account, auto_scaling, change_sets, cloudtrail, cloudwatch, config, default_networks, early_validation, ec2, emr, exports, failures, iam,
    launch_templates, load_balancers, log_groups, names, network_acls, operations, password_policy, pending_keys, public_access, rds, rds_instances,
    refused_requests, region_settings, s3, secrets_manager, security_groups, service_events, sharing, sns, ssm, ssm_documents,
)


def _stop_when_stdin_closes():
    sys.stdin.buffer.read()
    # The Lambda functions run in this process group, too.
    os.killpg(0, signal.SIGTERM)


if '--until-stdin-closes' in sys.argv:
    threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
sys.argv = ['local_aws']
main()
