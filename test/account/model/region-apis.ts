import type { PutBlockPublicAccessConfigurationCommandInput } from '@aws-sdk/client-emr';
import type {
  GetParametersByPathCommandInput, GetParametersCommandInput, PutParameterCommandInput, UpdateServiceSettingCommandInput,
} from '@aws-sdk/client-ssm';
import { awsError, refuseUnless, type Api, type Request } from './api';
import type { GroupState } from './state';

/** The values of service settings that nobody changed, and the accepted values. */
const SERVICE_SETTINGS: Readonly<Record<string, { initial: string; accepted: RegExp }>> = {
  '/ssm/documents/console/public-sharing-permission': { initial: 'Enable', accepted: /^(Enable|Disable)$/ },
  '/ssm/automation/customer-script-log-destination': { initial: 'None', accepted: /^CloudWatch$/ },
};

function serviceSetting(id = ''): { initial: string; accepted: RegExp } {
  const setting = SERVICE_SETTINGS[id];
  refuseUnless(setting !== undefined, 'ServiceSettingNotFound', `Setting ${id} is not supported`);
  return setting;
}

/** The length of a value in the standard tier. */
const MAX_VALUE = 4_096;

function parameterOf({ region: { parameters } }: Request, Name = ''): { Name: string; Value: string; Type: string } {
  refuseUnless(parameters[Name] !== undefined, 'ParameterNotFound', '');
  return { Name, Value: parameters[Name], Type: 'String' };
}

interface Page { NextToken?: string; MaxResults?: number }

export const ssm: Api = {
  GetServiceSetting: ({ region }, { SettingId = '' }: { SettingId?: string }) => {
    const { initial } = serviceSetting(SettingId);
    const value = region.serviceSettings[SettingId];
    return { ServiceSetting: { SettingId, SettingValue: value ?? initial, Status: value === undefined ? 'Default' : 'Customized' } };
  },
  UpdateServiceSetting: ({ region }, { SettingId = '', SettingValue = '' }: UpdateServiceSettingCommandInput) => {
    refuseUnless(serviceSetting(SettingId).accepted.test(SettingValue), 'ValidationException', `Invalid value ${SettingValue}`);
    region.serviceSettings[SettingId] = SettingValue;
    return {};
  },
  ResetServiceSetting: ({ region }, { SettingId = '' }: { SettingId?: string }) => {
    const { initial } = serviceSetting(SettingId);
    delete region.serviceSettings[SettingId];
    return { ServiceSetting: { SettingId, SettingValue: initial, Status: 'Default' } };
  },
  ListDocuments: ({ region, page }, { NextToken, MaxResults }: Page) => {
    const all = page(region.documents, NextToken, MaxResults, 50);
    return { DocumentIdentifiers: all.items.map(({ id: Name }) => ({ Name })), NextToken: all.NextToken };
  },
  DescribeDocumentPermission: ({ region }, { Name }: { Name?: string }) => {
    const document = region.documents.find(({ id }) => id === Name);
    refuseUnless(document !== undefined, 'InvalidDocument', 'Document does not exist');
    return { AccountIds: [...document?.sharedWith ?? []] };
  },

  PutParameter: ({ region: { parameters } }, { Name = '', Value = '', Type, Overwrite = false, Tier = 'Standard' }: PutParameterCommandInput) => {
    const isValid = /^(\/[\w.-]+){1,15}$/.test(Name) && !/^\/(aws|ssm)/i.test(Name) && Value !== '' && (Type !== undefined || Name in parameters);
    refuseUnless(isValid, 'ValidationException', `Parameter ${Name} is not valid`);
    refuseUnless(Value.length <= MAX_VALUE || Tier !== 'Standard', 'ValidationException', 'Standard tier parameters support a maximum parameter value of 4096 characters.');
    refuseUnless(Overwrite || !(Name in parameters), 'ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
    parameters[Name] = Value;
    return { Tier };
  },
  GetParameter: (request, { Name }: { Name?: string }) => ({ Parameter: parameterOf(request, Name) }),
  GetParameters: (request, { Names = [] }: GetParametersCommandInput) => {
    refuseUnless(Names.length >= 1 && Names.length <= 10, 'ValidationException');
    const known = Names.filter((name) => name in request.region.parameters);
    return { Parameters: known.map((name) => parameterOf(request, name)), InvalidParameters: Names.filter((name) => !known.includes(name)) };
  },
  GetParametersByPath: (request, { Path = '', Recursive = false, NextToken, MaxResults }: GetParametersByPathCommandInput) => {
    refuseUnless(Path.startsWith('/'), 'ValidationException', 'The parameter path must begin with a slash');
    refuseUnless((MaxResults ?? 1) <= 10, 'ValidationException', 'MaxResults must be at most 10');
    const prefix = `${Path.replace(/\/$/, '')}/`;
    const names = Object.keys(request.region.parameters).sort().filter((name) => name.startsWith(prefix) && (Recursive || !name.slice(prefix.length).includes('/')));
    const all = request.page(names, NextToken, MaxResults, 10);
    return { Parameters: all.items.map((name) => parameterOf(request, name)), NextToken: all.NextToken };
  },
  DeleteParameter: (request, { Name }: { Name?: string }) => {
    delete request.region.parameters[parameterOf(request, Name).Name];
    return {};
  },
  DeleteParameters: ({ region: { parameters } }, { Names = [] }: { Names?: string[] }) => {
    refuseUnless(Names.length >= 1 && Names.length <= 10, 'ValidationException');
    const known = Names.filter((name) => name in parameters);
    known.forEach((name) => delete parameters[name]);
    return { DeletedParameters: known, InvalidParameters: Names.filter((name) => !known.includes(name)) };
  },
};

export const emr: Api = {
  GetBlockPublicAccessConfiguration: ({ region: { emr: { isOn, permitted } } }) => ({
    BlockPublicAccessConfiguration: {
      BlockPublicSecurityGroupRules: isOn, PermittedPublicSecurityGroupRuleRanges: permitted.map((range) => ({ ...range })),
    },
    BlockPublicAccessConfigurationMetadata: {},
  }),
  PutBlockPublicAccessConfiguration: ({ region }, { BlockPublicAccessConfiguration: block }: PutBlockPublicAccessConfigurationCommandInput) => {
    refuseUnless(block?.BlockPublicSecurityGroupRules !== undefined, 'InvalidRequestException', 'BlockPublicSecurityGroupRules is required');
    const permitted = (block?.PermittedPublicSecurityGroupRuleRanges ?? []).map(({ MinRange = -1, MaxRange = MinRange }) => ({ MinRange, MaxRange }));
    const isValid = permitted.every(({ MinRange, MaxRange }) => MinRange >= 0 && MaxRange <= 65_535 && MinRange <= MaxRange);
    refuseUnless(isValid, 'InvalidRequestException', 'Invalid port range');
    region.emr = { isOn: block?.BlockPublicSecurityGroupRules === true, permitted };
    return {};
  },
};

function refuseTooMany(limit: number | undefined): void {
  if (limit !== undefined && (limit < 1 || limit > 100)) {
    throw awsError('ValidationError', 'MaxRecords must be between 1 and 100');
  }
}

const specification = ({ id: LaunchTemplateId, version: Version }: { id: string; version: string }) => ({ LaunchTemplateId, Version });

function launchOf({ launchConfiguration, template, overrides }: GroupState): object {
  const LaunchTemplate = template && specification(template);
  const mixed = { LaunchTemplateSpecification: LaunchTemplate, Overrides: overrides?.map((one) => ({ LaunchTemplateSpecification: specification(one) })) };
  return { LaunchConfigurationName: launchConfiguration, ...overrides ? { MixedInstancesPolicy: { LaunchTemplate: mixed } } : { LaunchTemplate } };
}

export const autoScaling: Api = {
  DescribeAutoScalingGroups: ({ region, page }, { NextToken, MaxRecords }: { NextToken?: string; MaxRecords?: number }) => {
    refuseTooMany(MaxRecords);
    const all = page(region.groups, NextToken, MaxRecords, 100);
    return { NextToken: all.NextToken, AutoScalingGroups: all.items.map((group) => ({ AutoScalingGroupName: group.name, ...launchOf(group) })) };
  },
  DescribeLaunchConfigurations: ({ region, page }, { NextToken, MaxRecords }: { NextToken?: string; MaxRecords?: number }) => {
    refuseTooMany(MaxRecords);
    const all = page(region.launchConfigurations, NextToken, MaxRecords, 100);
    return {
      NextToken: all.NextToken,
      LaunchConfigurations: all.items.map(({ name, tokens }) => ({ LaunchConfigurationName: name, ...tokens && { MetadataOptions: { HttpTokens: tokens } } })),
    };
  },
};
