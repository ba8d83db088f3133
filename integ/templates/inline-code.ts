import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { BootstraplessSynthesizer, Stage, type FileAssetLocation, type FileAssetSource, type ISynthesisSession } from 'aws-cdk-lib/core';

/**
 * Synthesizes stacks with the code of Lambda functions in the template, so that no asset bucket is required.
 *
 * CloudFormation allows 4 MB of code per function, and writes it to an `index.js` that Node.js loads as a CommonJS module.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export class InlineCode extends BootstraplessSynthesizer {
  private readonly sources = new Map<string, string>();

  public addFileAsset({ sourceHash, fileName }: FileAssetSource): FileAssetLocation {
    const folder = join(Stage.of(this.boundStack)!.assetOutdir, fileName!);
    this.sources.set(sourceHash, readFileSync(join(folder, 'index.js'), 'utf8'));
    // Only the object key is used, until synthesize() replaces the code.
    return { bucketName: 'inline', objectKey: sourceHash, httpUrl: 'inline', s3ObjectUrl: 'inline' };
  }

  public synthesize(session: ISynthesisSession): void {
    for (const handler of this.boundStack.node.findAll().filter((node) => node instanceof CfnFunction)) {
      const { s3Key } = this.boundStack.resolve(handler.code);
      handler.code = { zipFile: this.sources.get(s3Key)! };
    }
    super.synthesize(session);
  }
}
