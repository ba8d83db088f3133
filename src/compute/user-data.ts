import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Aws } from 'aws-cdk-lib/core';

export const DEFAULT_HEALTH_CHECK_PATH = '/health';

const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

export interface InstanceSetup {
  readonly logGroupName: string;
  readonly healthCheckPath: string;
  /** The path of the default health page. */
  readonly healthPagePath: string;
  readonly targetGroupArn: string;
  readonly userCommands?: string;
}

/**
 * Renders the commands that an instance runs at its first start: it serves a health page over HTTPS with a self-signed certificate, sends its logs,
 * runs the commands of the user, and signals CloudFormation when the load balancer considers it healthy. The load balancer does not validate the
 * certificates of its targets.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function instanceUserData(setup: InstanceSetup): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    ...signalOnExit(),
    'dnf install -y amazon-cloudwatch-agent nginx openssl',
    ...serveHealthPage(setup.healthPagePath),
    ...sendLogs(setup.logGroupName),
    ...(setup.userCommands ? runUserCommands(setup.userCommands) : []),
    ...waitUntilHealthy(setup),
  );
  return userData;
}

/**
 * Signals the exit status of the script, so that a failed command fails the deployment immediately.
 *
 * The signal requires the logical id of the Auto Scaling group, which CloudFormation adds as a tag to the group and its instances. The user data
 * does not contain the logical id, because it would then change with the id, which `cdk refactor` rejects. The tag can appear some time after the
 * launch. Without the tag the instance writes an error to its log and sends no signal, and the deployment times out.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-tagproperty.html
 */
function signalOnExit(): string[] {
  return [
    'set -euo pipefail',
    'token=$(curl -sf -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 3600")',
    'instance=$(curl -sf -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)',
    `region=${Aws.REGION}`,
    'group() {',
    '  for try in {1..30}; do',
    `    id=$(aws ec2 describe-tags --region "$region" --filters Name=resource-id,Values=$instance Name=key,Values=${LOGICAL_ID_TAG} --query 'Tags[0].Value' --output text) || id=`,
    '    case $id in ""|None) sleep 10 ;; *) echo "$id"; return 0 ;; esac',
    '  done',
    `  echo "Cannot signal CloudFormation: no tag ${LOGICAL_ID_TAG}" >&2`,
    '  false',
    '}',
    'signal() {',
    '  status=$([ "$1" -eq 0 ] && echo SUCCESS || echo FAILURE)',
    '  id=$(group) || exit 1',
    // CloudFormation rejects signals when no creation or update is in progress, such as when the group scales out.
    `  aws cloudformation signal-resource --region "$region" --stack-name ${Aws.STACK_NAME} --logical-resource-id "$id" --unique-id "$instance" --status "$status" || true`,
    '}',
    "trap 'signal $?' EXIT",
  ];
}

function serveHealthPage(path: string): string[] {
  return [
    'mkdir -p /etc/nginx/tls /etc/nginx/default.d /usr/share/nginx/html /var/log/application',
    'openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$instance" -keyout /etc/nginx/tls/server.key -out /etc/nginx/tls/server.crt',
    'chmod 600 /etc/nginx/tls/server.key',
    "cat > /etc/nginx/conf.d/web-tier.conf <<'NGINX'",
    'server {',
    '  listen 443 ssl default_server;',
    '  ssl_certificate /etc/nginx/tls/server.crt;',
    '  ssl_certificate_key /etc/nginx/tls/server.key;',
    '  ssl_protocols TLSv1.2 TLSv1.3;',
    '  server_tokens off;',
    '  root /usr/share/nginx/html;',
    `  location = "${path.split('?')[0]}" { access_log off; default_type text/plain; return 200 "healthy\\n"; }`,
    '  include /etc/nginx/default.d/*.conf;',
    '}',
    'NGINX',
    'systemctl enable --now nginx',
  ];
}

function sendLogs(logGroupName: string): string[] {
  const file = (path: string, stream: string) => ({ file_path: path, log_group_name: logGroupName, log_stream_name: `{instance_id}/${stream}` });
  const configuration = {
    agent: { run_as_user: 'root' },
    logs: {
      logs_collected: {
        files: {
          collect_list: [
            file('/var/log/cloud-init-output.log', 'cloud-init'),
            file('/var/log/nginx/access.log', 'nginx-access'),
            file('/var/log/nginx/error.log', 'nginx-error'),
            file('/var/log/application/*.log', 'application'),
          ],
        },
      },
    },
    metrics: {
      append_dimensions: { AutoScalingGroupName: '${aws:AutoScalingGroupName}', InstanceId: '${aws:InstanceId}' },
      metrics_collected: { disk: { measurement: ['used_percent'], resources: ['/'] }, mem: { measurement: ['mem_used_percent'] } },
    },
  };
  const path = '/opt/aws/amazon-cloudwatch-agent/etc/web-tier.json';
  return [
    `cat > ${path} <<'AGENT'`,
    JSON.stringify(configuration),
    'AGENT',
    `/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${path}`,
  ];
}

/** Runs the commands in a subshell: they cannot exit the script or change its traps and options, so that the health check and the signal follow. */
function runUserCommands(commands: string): string[] {
  return ['( true', commands, ')', 'systemctl try-reload-or-restart nginx'];
}

function waitUntilHealthy({ healthCheckPath, targetGroupArn }: InstanceSetup): string[] {
  return [
    `until curl -gskf -o /dev/null 'https://127.0.0.1${healthCheckPath}'; do sleep 5; done`,
    `until aws elbv2 describe-target-health --region "$region" --target-group-arn ${targetGroupArn} --targets "Id=$instance" --query 'TargetHealthDescriptions[0].TargetHealth.State' --output text | grep -qx healthy; do sleep 5; done`,
  ];
}
