import { RECORDS_PATH } from './resource-properties';

/**
 * Returns the filter pattern of successful calls that change the records. CloudTrail records the names as the caller wrote them: with or without the
 * first slash, or as an ARN. A comparison with a field that the event does not contain is always false, including `!=`.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html
 */
export function recordsChangedPattern(roleName: string): string {
  const isRecord = ['name', 'names[*]'].map((field) => `$.requestParameters.${field}="*${RECORDS_PATH.slice(1)}/*"`).join(' || ');
  return '{$.eventSource=ssm.amazonaws.com && $.errorCode NOT EXISTS && ($.eventName=PutParameter || $.eventName=DeleteParameter || $.eventName=DeleteParameters) '
    + `&& ($.userIdentity.arn NOT EXISTS || $.userIdentity.arn!="*:assumed-role/${roleName}/*") && (${isRecord})}`;
}
