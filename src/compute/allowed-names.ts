import { Token } from 'aws-cdk-lib/core';
import type { Problems } from '../common/validation/problems';

/**
 * Checks a namespace of metrics. CloudWatch rejects namespaces that begin with `AWS/`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function checkMetricNamespace(problems: Problems, namespace: string): Problems {
  return problems.check('namespace', namespace, {
    isMet: (value) => /^[\w ./#:-]{1,255}$/.test(value) && value.trim() !== '' && !value.startsWith('AWS/'),
    must: 'consist of 1 to 255 letters, digits, spaces and the characters _ . / # : -, not only of spaces, and not begin with AWS/',
    remedy: "Use a namespace such as 'MyApp'.",
  });
}

/** The end of a path whose parameters are all allowed. */
const ALL_BELOW = /\/\*$/;

/**
 * Checks the name of a parameter, or a path that ends with `/*`.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
 */
export function checkParameterName(problems: Problems, parameterName: string): Problems {
  return problems.check('parameterName', parameterName, {
    isMet: (name) => /^([\w.-]+|(\/[\w.-]+)+(\/\*)?)$/.test(name),
    must: "be the full name of a parameter, which begins with '/' if it contains one, or a path that ends with '/*'",
    remedy: "Use a name such as '/my-app/url', or a path such as '/my-app/*'.",
  });
}

/**
 * Returns what follows `parameter` in the ARNs of the name. Reading by path is authorized for the path of the request, without the parameters below
 * it. It is not known whether an unresolved token begins with a slash, but no parameter matches the other of the two ARNs.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-retrieval-authorization.html
 */
export function parameterPaths(parameterName: string): string[] {
  if (Token.isUnresolved(parameterName)) {
    return [parameterName, `/${parameterName}`];
  }
  const path = parameterName.startsWith('/') ? parameterName : `/${parameterName}`;
  return ALL_BELOW.test(path) ? [path.replace(ALL_BELOW, ''), path] : [path];
}
