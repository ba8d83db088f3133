import { createHash } from 'node:crypto';
import { CfnResource, Lazy, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { templatePropertiesOf } from '../../common/cdk/internals';

/**
 * A text that changes with any other property of the resources whose names these are; of names that are given as text nothing is known.
 *
 * CloudFormation updates a custom resource only when its own properties change, and the names of recorder and channel do not.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes-update.html
 */
export function settingsOf(...names: (string | undefined)[]): string | undefined {
  const resources = names.map(resourceOf).filter((resource) => resource !== undefined);
  return resources.length === 0 ? undefined : Lazy.string({ produce: () => hashOf(resources.map(propertiesOf)) });
}

function resourceOf(name: string | undefined): CfnResource | undefined {
  const token = Token.isUnresolved(name) ? Tokenization.reverseString(name!).firstToken : undefined;
  return Reference.isReference(token) && CfnResource.isCfnResource(token.target) ? token.target : undefined;
}

/** As they stand in the template, so that a token counts as what it refers to. */
function propertiesOf(resource: CfnResource): unknown {
  const { Name, ...others } = templatePropertiesOf(resource);
  return others;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
