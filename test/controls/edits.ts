import { idOf, type Properties, type TemplateResources } from './resources';

/** Modifies a template in place. */
export type Edit = (template: TemplateResources) => void;

/** Returns the properties of all resources of a type. */
export function propertiesOf(template: TemplateResources, type: string): Properties[] {
  return Object.values(template).filter(({ Type }) => Type === type).map((resource) => resource.Properties ??= {});
}

export const both = (...edits: Edit[]): Edit => (template) => edits.forEach((edit) => edit(template));

/** Sets properties of every resource of a type. An undefined value removes the property. */
export const set = (type: string, properties: Properties): Edit => (template) =>
  propertiesOf(template, type).forEach((one) => Object.assign(one, structuredClone(properties)));

export const remove = (type: string): Edit => (template) => {
  Object.entries(template).filter(([, { Type }]) => Type === type).forEach(([id]) => delete template[id]);
};

export const add = (type: string, properties: Properties): Edit => (template) => {
  template[`Added${Object.keys(template).length}`] = { Type: type, Properties: structuredClone(properties) };
};

/** Adds a resource that is a policy, or that contains inline policies. */
export const addPolicy = (type: string, statement: Properties): Edit => add(type, { PolicyDocument: { Statement: [statement] } });
export const addInlinePolicy = (type: string, statement: Properties): Edit => add(type, { Policies: [{ PolicyDocument: { Statement: [statement] } }] });

/** Adds a statement to the policy of every bucket, topic, queue and key. */
export const allow = (statement: Properties): Edit => (template) => {
  ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) => propertiesOf(template, type))
    .forEach(({ PolicyDocument }) => PolicyDocument.Statement.push({ Effect: 'Allow', ...statement }));
  propertiesOf(template, 'AWS::KMS::Key').forEach(({ KeyPolicy }) => KeyPolicy.Statement.push({ Effect: 'Allow', ...statement }));
};

/** Replaces all field selectors of the trail's selector for S3 objects except the event category and the resource type. */
export const recordObjects = (fieldOf: (template: TemplateResources) => Properties): Edit => (template) => {
  const [{ AdvancedEventSelectors: selectors }] = propertiesOf(template, 'AWS::CloudTrail::Trail');
  const objects = selectors.find(({ FieldSelectors }: Properties) => JSON.stringify(FieldSelectors).includes('AWS::S3::Object'));
  objects.FieldSelectors = [...objects.FieldSelectors.slice(0, 2), fieldOf(template)];
};

/** Adds entries to every network ACL that are evaluated before all others: lower rule numbers come first. */
export const addAclEntries = (...entries: Properties[]): Edit => (template) => {
  const acls = Object.keys(template).filter((id) => template[id].Type === 'AWS::EC2::NetworkAcl');
  acls.forEach((acl) => entries.forEach((entry, index) => add('AWS::EC2::NetworkAclEntry', {
    NetworkAclId: { Ref: acl }, RuleNumber: index + 1, Egress: false, ...entry,
  })(template)));
};

/** Returns the logical id of the first resource of a type whose logical id matches the pattern. */
export function idIn(template: TemplateResources, type: string, pattern: RegExp): string {
  return Object.keys(template).find((id) => template[id].Type === type && pattern.test(id))!;
}

/** Sets properties of the VPC endpoints of a service. */
export const setEndpoint = (service: string, properties: Properties): Edit => (template) =>
  propertiesOf(template, 'AWS::EC2::VPCEndpoint').filter(({ ServiceName }) => JSON.stringify(ServiceName).includes(`.${service}"`))
    .forEach((endpoint) => Object.assign(endpoint, properties));

/** Replaces the options in the option group of the database. */
export const setOptions = (options: Properties[]): Edit => (template) => {
  const [{ OptionGroupName }] = propertiesOf(template, 'AWS::RDS::DBInstance');
  template[idOf(OptionGroupName)!].Properties!.OptionConfigurations = options;
};
