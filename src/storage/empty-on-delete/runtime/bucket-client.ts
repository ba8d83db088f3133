import {
  AbortMultipartUploadCommand, DeleteObjectCommand, DeleteObjectsCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput, type ListObjectVersionsCommandOutput, type S3Client,
} from '@aws-sdk/client-s3';
import { codeOf, isNoSuchBucket, isTransient } from '../../../common/functions/runtime/service-errors';

/** An object version or delete marker. */
export interface Version {
  readonly Key: string;
  readonly VersionId?: string;
  /** The time of the last modification, only for the version id `null`, which does not identify a version of the key uniquely. */
  readonly modifiedAt?: number;
}

/** The position after which a listing continues. */
export interface Position {
  readonly key: string;
  readonly versionId?: string;
}

export interface VersionPage {
  readonly versions: Version[];
  /** Undefined on the last page. */
  readonly next?: Position;
}

export interface Upload {
  readonly key: string;
  readonly id: string;
}

export interface UploadPage {
  readonly uploads: Upload[];
  /** Undefined on the last page. */
  readonly next?: { readonly key?: string; readonly id?: string };
}

/** A version that S3 did not delete, and the reason. */
export interface Refusal {
  readonly version: Version;
  readonly code: string;
  readonly message: string;
}

const PAGE_SIZE = 1000;
const DELIMITER = '/';
/** Characters that XML cannot represent, not even escaped. A key that contains one of them is deleted in a separate request, by URL. */
// eslint-disable-next-line no-control-regex
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const GONE_CODES = ['NoSuchKey', 'NoSuchVersion'];

/** The maximum number of such keys in one batch, so that a batch is completed before the time that is reserved for the response. */
const MAX_SINGLE_DELETIONS = 20;

/** Divides versions into the batches that `deleteVersions` accepts. */
export function batchesOf(versions: Version[]): Version[][] {
  if (!versions.some(needsSingleDeletion)) {
    return [versions];
  }
  const single = versions.filter(needsSingleDeletion);
  const others = versions.filter((version) => !needsSingleDeletion(version));
  const batches = others.length > 0 ? [others] : [];
  for (let start = 0; start < single.length; start += MAX_SINGLE_DELETIONS) {
    batches.push(single.slice(start, start + MAX_SINGLE_DELETIONS));
  }
  return batches;
}

function needsSingleDeletion({ Key }: Version): boolean {
  return NOT_IN_XML.test(Key);
}

/** Sends the requests for one bucket. Each method sends one request, except for keys that XML cannot represent: these require one request each. */
export class BucketClient {
  constructor(private readonly s3: S3Client, public readonly name: string) {}

  /** Lists one page of versions and delete markers, from the start or after a position. */
  public async listVersions(after?: Position): Promise<VersionPage> {
    const page = await this.list({ KeyMarker: after?.key, VersionIdMarker: after?.versionId });
    const decode = decoderOf(page);
    const versions: Version[] = [];
    for (const { Key, VersionId, LastModified } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      versions.push(VersionId === 'null' ? { Key: decode(Key!), VersionId, modifiedAt: LastModified?.getTime() } : { Key: decode(Key!), VersionId });
    }
    return { versions, next: page.IsTruncated ? { key: decode(page.NextKeyMarker ?? ''), versionId: page.NextVersionIdMarker } : undefined };
  }

  /** Whether the bucket has no version and no delete marker. */
  public async isEmpty(): Promise<boolean> {
    return (await this.listVersions()).versions.length === 0;
  }

  /** Lists the first page of the common prefixes, up to the next slash, that begin with `prefix`. */
  public async commonPrefixes(prefix: string): Promise<string[]> {
    const page = await this.list({ Prefix: prefix, Delimiter: DELIMITER });
    const decode = decoderOf(page);
    return (page.CommonPrefixes ?? []).map(({ Prefix }) => decode(Prefix!));
  }

  /** Deletes one batch of `batchesOf` and returns the versions that S3 did not delete. */
  public async deleteVersions(versions: Version[]): Promise<Refusal[]> {
    const refusals = needsSingleDeletion(versions[0])
      ? (await Promise.all(versions.map((version) => this.deleteOne(version)))).flat()
      : await this.deleteBatch(versions);
    return refusals.filter(({ code }) => !GONE_CODES.includes(code));
  }

  /** Lists one page of multipart uploads in progress. */
  public async listUploads(after: { key?: string; id?: string } = {}): Promise<UploadPage> {
    const page = await this.s3.send(new ListMultipartUploadsCommand({
      Bucket: this.name, EncodingType: 'url', KeyMarker: after.key, UploadIdMarker: after.id,
    }));
    const decode = decoderOf(page);
    return {
      uploads: (page.Uploads ?? []).map(({ Key, UploadId }) => ({ key: decode(Key!), id: UploadId! })),
      next: page.IsTruncated ? { key: decode(page.NextKeyMarker ?? ''), id: page.NextUploadIdMarker } : undefined,
    };
  }

  /** Aborts a multipart upload. Succeeds if the upload does not exist any more. */
  public async abortUpload({ key, id }: Upload): Promise<void> {
    try {
      await this.s3.send(new AbortMultipartUploadCommand({ Bucket: this.name, Key: key, UploadId: id }));
    } catch (error) {
      if (codeOf(error) !== 'NoSuchUpload') {
        throw error;
      }
    }
  }

  /** The response contains only the versions that could not be deleted. */
  private async deleteBatch(versions: Version[]): Promise<Refusal[]> {
    const { Errors } = await this.s3.send(new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects: versions, Quiet: true } }));
    return (Errors ?? []).map(({ Key = '', VersionId, Code = 'unknown', Message = '' }) => ({ version: { Key, VersionId }, code: Code, message: Message }));
  }

  private async deleteOne(version: Version): Promise<Refusal[]> {
    try {
      await this.s3.send(new DeleteObjectCommand({ Bucket: this.name, Key: version.Key, VersionId: version.VersionId }));
      return [];
    } catch (error) {
      if (isNoSuchBucket(error)) {
        throw error;
      }
      return [{ version, code: isTransient(error) ? 'InternalError' : codeOf(error), message: (error as Error).message }];
    }
  }

  private list(input: Partial<ListObjectVersionsCommandInput>): Promise<ListObjectVersionsCommandOutput> {
    return this.s3.send(new ListObjectVersionsCommand({ Bucket: this.name, MaxKeys: PAGE_SIZE, EncodingType: 'url', ...input }));
  }
}

/** Decodes the keys of a response with encoding type `url`, which is requested because XML cannot represent control characters. */
function decoderOf({ EncodingType }: { EncodingType?: string }): (text: string) => string {
  return EncodingType === 'url'
    ? (text) => (/[%+]/.test(text) ? decodeURIComponent(text.replace(/\+/g, ' ')) : text)
    : (text) => text;
}
