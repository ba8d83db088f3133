import { idOf, nonProduction, ofType, PRESETS, production, type SynthesizedBaseline } from './presets-under-test';

interface Rule {
  readonly IpProtocol: string | number;
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly GroupId?: { readonly 'Fn::GetAtt': [string, string] };
}

const ANYONE = ['0.0.0.0/0', '::/0'];
const ADMIN_PORTS = [22, 3306, 3389];

const propertiesOf = (preset: SynthesizedBaseline, type: string, text = '') => preset.resources[idOf(preset, type, text)].Properties;
const isOpen = ({ CidrIp, CidrIpv6 }: Rule) => ANYONE.some((cidr) => cidr === CidrIp || cidr === CidrIpv6);

/** Returns the rules of a security group, inline and in separate resources. */
function rulesOf(preset: SynthesizedBaseline, group: string, direction: 'Ingress' | 'Egress'): Rule[] {
  const own: Rule[] = preset.resources[group].Properties[`SecurityGroup${direction}`] ?? [];
  const separate = ofType(preset, `AWS::EC2::SecurityGroup${direction}`).map(([, { Properties }]) => Properties as unknown as Rule);
  return [...own, ...separate.filter(({ GroupId }) => GroupId?.['Fn::GetAtt'][0] === group)];
}

describe.each(PRESETS)('in %s', (_name, preset) => {
  const buckets = ofType(preset, 'AWS::S3::Bucket');
  const groups = ofType(preset, 'AWS::EC2::SecurityGroup').map(([id]) => id);
  const key = { 'Fn::GetAtt': [idOf(preset, 'AWS::KMS::Key', 'BaselineKey'), 'Arn'] };

  test('the buckets for access logs, trail, AWS Config and data block public access, are versioned and disable ACLs', () => {
    expect(buckets.map(([id]) => id.replace(/^Baseline|[0-9A-F]{8}$/g, '')).sort()).toEqual(['AccessLogsBucket', 'ConfigBucket', 'DataBucket', 'TrailBucket']);
    for (const [, { Properties }] of buckets) {
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
      });
    }
  });

  test('every bucket deletes incomplete uploads and noncurrent versions, and log buckets delete log files', () => {
    for (const [id, { Properties }] of buckets) {
      const [rule] = Properties.LifecycleConfiguration.Rules;
      expect(rule).toMatchObject({ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, NoncurrentVersionExpiration: { NoncurrentDays: 90 } });
      expect([id, rule.ExpirationInDays !== undefined]).toEqual([id, !id.includes('DataBucket')]);
    }
  });

  test('buckets are encrypted with the KMS key, except for the bucket for access logs', () => {
    for (const [id, { Properties }] of buckets) {
      const [{ ServerSideEncryptionByDefault: encryption }] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect([id, encryption]).toEqual([id, id.includes('AccessLogs') ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }]);
    }
  });

  test('the KMS key is rotated and encrypts database, secret, volumes, trail and deliveries of AWS Config', () => {
    expect(ofType(preset, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.EnableKeyRotation)).toEqual([true, true, true]);
    expect(propertiesOf(preset, 'AWS::RDS::DBInstance')).toMatchObject({ StorageEncrypted: true, KmsKeyId: key, MasterUserSecret: { KmsKeyId: key } });
    const volumes = propertiesOf(preset, 'AWS::EC2::LaunchTemplate').LaunchTemplateData.BlockDeviceMappings.map(({ Ebs }: { Ebs: unknown }) => Ebs);
    expect(volumes).toEqual([expect.objectContaining({ Encrypted: true, KmsKeyId: key })]);
    expect(propertiesOf(preset, 'AWS::CloudTrail::Trail').KMSKeyId).toEqual(key);
    expect(propertiesOf(preset, 'AWS::Config::DeliveryChannel').S3KmsKeyArn).toEqual(key);
  });

  test('every security group has egress rules, and none allows all outbound traffic', () => {
    expect(groups.length).toBeGreaterThanOrEqual(3);
    // EC2 adds a rule that allows all outbound traffic to a group without egress rules.
    for (const group of groups) {
      const egress = rulesOf(preset, group, 'Egress');
      expect([group, egress.length > 0]).toEqual([group, true]);
      expect([group, egress.filter((rule) => isOpen(rule) && !(rule.FromPort === 443 && rule.ToPort === 443))]).toEqual([group, []]);
      expect([group, egress.filter(({ IpProtocol }) => String(IpProtocol) === '-1')]).toEqual([group, []]);
    }
  });

  test('the instances allow the load balancer only, and the database allows the instances only', () => {
    const [loadBalancer, instances, database] = ['WebTierLoadBalancer', 'WebTierInstances', 'Database'].map((text) => idOf(preset, 'AWS::EC2::SecurityGroup', text));
    const idOfGroup = (group: string) => ({ 'Fn::GetAtt': [group, 'GroupId'] });
    expect(rulesOf(preset, instances, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443, SourceSecurityGroupId: idOfGroup(loadBalancer) })]);
    expect(rulesOf(preset, database, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 3306, ToPort: 3306, SourceSecurityGroupId: idOfGroup(instances) })]);
    const open = groups.filter((group) => rulesOf(preset, group, 'Ingress').some(isOpen));
    expect(open).toEqual(preset === production ? [loadBalancer] : []);
  });

  test('no network ACL allows inbound traffic from anywhere to administration or database ports', () => {
    const entries = ofType(preset, 'AWS::EC2::NetworkAclEntry').map(([, { Properties }]) => Properties)
      .filter(({ Egress, RuleAction, CidrBlock, Ipv6CidrBlock }) => !Egress && RuleAction === 'allow' && ANYONE.includes(CidrBlock ?? Ipv6CidrBlock));
    expect(entries.length).toBeGreaterThan(0);
    const open = entries.filter(({ PortRange }) => ADMIN_PORTS.some((port) => PortRange === undefined || (PortRange.From <= port && port <= PortRange.To)));
    expect(open).toEqual([]);
  });

  test('each subnet has the network ACL of its tier', () => {
    const subnets = ofType(preset, 'AWS::EC2::Subnet').map(([id]) => id);
    const associations = ofType(preset, 'AWS::EC2::SubnetNetworkAclAssociation').map(([, { Properties }]) => Properties);
    expect(associations.map(({ SubnetId }) => SubnetId.Ref).sort()).toEqual(subnets.sort());
    expect(new Set(associations.map(({ NetworkAclId }) => NetworkAclId.Ref)).size).toBe(3);
  });

  test('instances require IMDSv2 and have no public IP address, and the database is not publicly accessible', () => {
    const { MetadataOptions, NetworkInterfaces } = propertiesOf(preset, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
    expect(MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(NetworkInterfaces).toEqual([expect.objectContaining({ AssociatePublicIpAddress: false })]);
    expect(propertiesOf(preset, 'AWS::RDS::DBInstance').PubliclyAccessible).toBe(false);
  });

  test('targets and database require TLS', () => {
    expect(propertiesOf(preset, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toMatchObject({ Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
    expect(propertiesOf(preset, 'AWS::RDS::DBParameterGroup').Parameters.require_secure_transport).toBe('1');
  });

  test('RDS manages the master password of the database, and the template does not contain it', () => {
    expect(propertiesOf(preset, 'AWS::RDS::DBInstance').ManageMasterUserPassword).toBe(true);
    expect(JSON.stringify(preset.template.toJSON())).not.toMatch(/MasterUserPassword":(?!true)/);
  });

  test('AWS Config rules evaluate public buckets, database encryption and SSH access', () => {
    const rules = ofType(preset, 'AWS::Config::ConfigRule').map(([, { Properties }]) => Properties.Source.SourceIdentifier);
    expect(rules).toEqual(expect.arrayContaining([
      'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', 'RDS_STORAGE_ENCRYPTED', 'INCOMING_SSH_DISABLED',
    ]));
  });

  test('the stack has no CloudFront distribution and no web ACL', () => {
    expect(Object.values(preset.resources).filter(({ Type }) => /^AWS::(CloudFront|WAF)/.test(Type))).toEqual([]);
  });
});

test('production uses HTTPS with the latest security policy, and redirects HTTP to HTTPS', () => {
  const listeners = ofType(production, 'AWS::ElasticLoadBalancingV2::Listener').map(([, { Properties }]) => Properties);
  expect(listeners.map(({ Port, Protocol, SslPolicy, DefaultActions: [{ Type }] }) => [Port, Protocol, SslPolicy, Type])).toEqual([
    [80, 'HTTP', undefined, 'redirect'],
    [443, 'HTTPS', 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', 'forward'],
  ]);
});

test('non-production without a certificate allows clients in its own VPC only', () => {
  const group = idOf(nonProduction, 'AWS::EC2::SecurityGroup', 'WebTierLoadBalancer');
  expect(rulesOf(nonProduction, group, 'Ingress')).toEqual([expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 80, ToPort: 80 })]);
});
