import {
  AbortMultipartUploadCommand, DeleteObjectCommand, DeleteObjectsCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput, type ListObjectVersionsCommandOutput, type S3Client,
} from '@aws-sdk/client-s3';
import { codeOf, isNoSuchBucket, isTransient } from '../../../common/custom-resource/runtime/service-errors';

/** One version or delete marker. */
export interface Version {
  readonly Key: string;
  readonly VersionId?: string;
  /** When it was written, where it has no id that tells it from another of its key. */
  readonly writtenAt?: number;
}

/** Where a listing goes on. */
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

/** Why S3 did not delete one version. */
export interface Refusal {
  readonly version: Version;
  readonly code: string;
  readonly message: string;
}

const PAGE_SIZE = 1000;
const DELIMITER = '/';
/** XML cannot carry these characters, not even escaped: such keys are deleted one by one, by URL. */
// eslint-disable-next-line no-control-regex
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const GONE_CODES = ['NoSuchKey', 'NoSuchVersion'];

/** How many of them one deletion takes: few enough to be done before the time that is kept for the answer. */
const MOST_ALONE = 20;

/** Divides versions into what one deletion takes. */
export function deletionsOf(versions: Version[]): Version[][] {
  if (!versions.some(isAlone)) {
    return [versions];
  }
  const alone = versions.filter(isAlone);
  const together = versions.filter((version) => !isAlone(version));
  const groups = together.length > 0 ? [together] : [];
  for (let start = 0; start < alone.length; start += MOST_ALONE) {
    groups.push(alone.slice(start, start + MOST_ALONE));
  }
  return groups;
}

function isAlone({ Key }: Version): boolean {
  return NOT_IN_XML.test(Key);
}

/** What emptying asks of one bucket, each method one request; keys that XML cannot carry need one each. */
export class BucketClient {
  constructor(private readonly s3: S3Client, public readonly name: string) {}

  /** One page of versions and delete markers, from the start or after a position. */
  public async listVersions(after?: Position): Promise<VersionPage> {
    const page = await this.list({ KeyMarker: after?.key, VersionIdMarker: after?.versionId });
    const decode = decoderOf(page);
    const versions: Version[] = [];
    for (const { Key, VersionId, LastModified } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      versions.push(VersionId === 'null' ? { Key: decode(Key!), VersionId, writtenAt: LastModified?.getTime() } : { Key: decode(Key!), VersionId });
    }
    return { versions, next: page.IsTruncated ? { key: decode(page.NextKeyMarker ?? ''), versionId: page.NextVersionIdMarker } : undefined };
  }

  /** The first thousand or so of the prefixes, each ending in a slash, that begin with `prefix`. */
  public async commonPrefixes(prefix: string): Promise<string[]> {
    const page = await this.list({ Prefix: prefix, Delimiter: DELIMITER });
    const decode = decoderOf(page);
    return (page.CommonPrefixes ?? []).map(({ Prefix }) => decode(Prefix!));
  }

  /** Deletes what `deletionsOf` puts together and returns those versions that S3 did not delete. */
  public async deleteVersions(versions: Version[]): Promise<Refusal[]> {
    const refusals = isAlone(versions[0])
      ? (await Promise.all(versions.map((version) => this.deleteAlone(version)))).flat()
      : await this.deleteTogether(versions);
    return refusals.filter(({ code }) => !GONE_CODES.includes(code));
  }

  /** One page of open uploads. */
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

  /** Ends an upload; one that has ended is as good. */
  public async abortUpload({ key, id }: Upload): Promise<void> {
    try {
      await this.s3.send(new AbortMultipartUploadCommand({ Bucket: this.name, Key: key, UploadId: id }));
    } catch (error) {
      if (codeOf(error) !== 'NoSuchUpload') {
        throw error;
      }
    }
  }

  /** Quiet: the answer names what could not be deleted, and nothing else. */
  private async deleteTogether(versions: Version[]): Promise<Refusal[]> {
    const { Errors } = await this.s3.send(new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects: versions, Quiet: true } }));
    return (Errors ?? []).map(({ Key = '', VersionId, Code = 'unknown', Message = '' }) => ({ version: { Key, VersionId }, code: Code, message: Message }));
  }

  private async deleteAlone(version: Version): Promise<Refusal[]> {
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

/** Keys come encoded where S3 says so: a raw key with a control character makes no XML. */
function decoderOf({ EncodingType }: { EncodingType?: string }): (text: string) => string {
  return EncodingType === 'url'
    ? (text) => (/[%+]/.test(text) ? decodeURIComponent(text.replace(/\+/g, ' ')) : text)
    : (text) => text;
}
