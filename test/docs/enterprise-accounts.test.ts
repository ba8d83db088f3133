import { Template } from 'aws-cdk-lib/assertions';
import { page } from './pages';
import { baselineIn, ofType, PRESETS, production, productionProps, synthesize, type SynthesizedBaseline } from '../baseline/presets-under-test';
import { importVpc } from '../support/standalone';
import { newStack } from '../support/templates';

const text = page('docs/enterprise-accounts.md').text;
const sectionOf = (title: string) => text.split(new RegExp(`^##+ ${title}$`, 'm'))[1].split(/^##+ /m)[0];
const rowsOf = (title: string) => sectionOf(title).split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));

/** The services whose IAM prefix is not the service in the resource type, in lowercase. */
const PREFIXES: Record<string, string> = { elasticloadbalancingv2: 'elasticloadbalancing' };
/** Services that are needed without a resource in the template. */
const WITHOUT_RESOURCES = ['account', 'cloudformation', 'ec2messages', 'elasticmapreduce', 'secretsmanager', 'ssm', 'ssmmessages', 'sts'];

/** A production baseline with every option that adds a resource of another service. */
const complete = synthesize((stack) => ({
  ...productionProps(stack),
  notifications: { slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] },
  webTier: { webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/acl/1' },
}));

function servicesIn({ resources }: SynthesizedBaseline): string[] {
  const services = Object.values(resources).map(({ Type }) => /^AWS::(\w+)::/.exec(Type)?.[1].toLowerCase()).filter((service) => service !== undefined);
  return [...new Set(services.map((service) => PREFIXES[service] ?? service))].sort();
}

test('the table of services contains exactly the services that a baseline uses', () => {
  const listed = rowsOf('Services').slice(1).flatMap(([, prefixes]) => [...prefixes.matchAll(/`(\w+)`/g)].map(([, prefix]) => prefix));
  expect(listed.filter((prefix) => !WITHOUT_RESOURCES.includes(prefix)).sort()).toEqual(servicesIn(complete).filter((prefix) => !WITHOUT_RESOURCES.includes(prefix)));
  expect(listed).toEqual(expect.arrayContaining(WITHOUT_RESOURCES));
});

describe('the table of quotas', () => {
  const used = (quota: string) => rowsOf('Quotas').find(([name]) => name.includes(quota))![2];
  const countOf = (preset: SynthesizedBaseline, type: string) => String(ofType(preset, type).length);

  test.each(PRESETS)('states what a baseline uses: %s', (name, preset) => {
    expect(used('metric filters').split(', in production ')[name === 'production' ? 1 : 0]).toBe(countOf(preset, 'AWS::Logs::MetricFilter'));
    expect(used('AWS Config rules')).toBe(countOf(preset, 'AWS::Config::ConfigRule'));
    expect(used('[roles]')).toBe(countOf(preset, 'AWS::IAM::Role'));
    expect(used('[VPCs]')).toBe(countOf(preset, 'AWS::EC2::VPC'));
  });

  test('states the number of Elastic IP addresses', () => {
    const [nonProduction, inProduction] = [PRESETS[1][1], production].map((preset) => countOf(preset, 'AWS::EC2::EIP'));
    expect(used('Elastic IP')).toBe(`1 for each NAT gateway: ${nonProduction}, in production ${inProduction}`);
  });
});

test('the options for a baseline without functions create no function', () => {
  const withoutFunctions = (props: Parameters<typeof baselineIn>[1]) => {
    const stack = newStack();
    const notifications = { findings: { enabled: false } };
    baselineIn(stack, { network: { vpc: importVpc(stack) }, retainData: true, rejectDataLoss: false, config: { enabled: false }, account: { enabled: false }, notifications, ...props });
    return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function')).length;
  };
  expect(withoutFunctions({})).toBe(0);
  expect([{ retainData: false }, { rejectDataLoss: true }, { config: {} }, { network: {} }, { account: {} }, { notifications: {} }].map(withoutFunctions)).toEqual([1, 1, 1, 1, 1, 1]);
});
