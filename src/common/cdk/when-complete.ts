import type { IConstruct } from 'constructs';

/**
 * Calls a function that only reads the tree of constructs and adds messages or metadata. It is called in the validation phase of synthesis, when all
 * aspects have been applied: an aspect of any priority is too early, because aspects of other constructs can add resources later. An app that skips
 * the validation does not get the messages.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
 */
export function whenComplete(scope: IConstruct, read: () => void): void {
  scope.node.addValidation({
    validate: () => {
      read();
      return [];
    },
  });
}
