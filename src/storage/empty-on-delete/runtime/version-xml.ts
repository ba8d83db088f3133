import type { DeleteMarkerEntry, ListObjectVersionsCommandOutput, ObjectIdentifier, ObjectVersion } from '@aws-sdk/client-s3';

/** The part of a page of versions that is needed to delete them. Only versions with the id `null` have a `LastModified`. */
export interface VersionXml extends Pick<ListObjectVersionsCommandOutput, 'EncodingType' | 'IsTruncated' | 'NextKeyMarker' | 'NextVersionIdMarker'> {
  readonly Versions: ObjectVersion[];
  readonly DeleteMarkers: DeleteMarkerEntry[];
}

interface Tag {
  readonly opening: string;
  readonly closing: string;
}

const tag = (name: string): Tag => ({ opening: `<${name}>`, closing: `</${name}>` });
const [PAGE, VERSION, DELETE_MARKER, KEY, VERSION_ID] = ['ListVersionsResult', 'Version', 'DeleteMarker', 'Key', 'VersionId'].map(tag);
const [LAST_MODIFIED, ENCODING_TYPE, IS_TRUNCATED, NEXT_KEY, NEXT_VERSION_ID] = [
  'LastModified', 'EncodingType', 'IsTruncated', 'NextKeyMarker', 'NextVersionIdMarker',
].map(tag);
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Parses a page of versions. The strings are slices of the page, which remains in memory until the versions are deleted.
 *
 * @throws a transient error if the page is incomplete: as it would seem to be the last page, versions would remain in the bucket.
 */
export function parseVersions(xml: string): VersionXml {
  const end = xml.lastIndexOf(PAGE.closing);
  if (end < 0) {
    throw incompletePage();
  }
  return {
    EncodingType: textOf(ENCODING_TYPE, xml, 0, end) as VersionXml['EncodingType'],
    IsTruncated: textOf(IS_TRUNCATED, xml, 0, end) === 'true',
    NextKeyMarker: textOf(NEXT_KEY, xml, 0, end),
    NextVersionIdMarker: textOf(NEXT_VERSION_ID, xml, 0, end),
    Versions: entriesOf(VERSION, xml, end),
    DeleteMarkers: entriesOf(DELETE_MARKER, xml, end),
  };
}

/** Serializes the body of a DeleteObjects request whose response contains only errors. */
export function serializeDeletion(versions: ObjectIdentifier[]): string {
  let objects = '';
  for (const { Key = '', VersionId } of versions) {
    objects += `<Object><Key>${escape(Key)}</Key>${VersionId === undefined ? '' : `<VersionId>${escape(VersionId)}</VersionId>`}</Object>`;
  }
  return `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects}<Quiet>true</Quiet></Delete>`;
}

function entriesOf({ opening, closing }: Tag, xml: string, end: number): ObjectVersion[] {
  const entries: ObjectVersion[] = [];
  for (let start = xml.indexOf(opening); start >= 0; start = xml.indexOf(opening, start)) {
    const stop = xml.indexOf(closing, start);
    const Key = textOf(KEY, xml, start, stop);
    if (stop < 0 || stop > end || Key === undefined) {
      throw incompletePage();
    }
    const VersionId = textOf(VERSION_ID, xml, start, stop);
    const written = VersionId === 'null' ? textOf(LAST_MODIFIED, xml, start, stop) : undefined;
    entries.push({ Key, VersionId, LastModified: written === undefined ? undefined : new Date(written) });
    start = stop;
  }
  return entries;
}

/** Returns the text of the first element with this tag in a part of the page. */
function textOf({ opening }: Tag, xml: string, start: number, end: number): string | undefined {
  const found = xml.indexOf(opening, start);
  if (found < 0 || found >= end) {
    return undefined;
  }
  const from = found + opening.length;
  const text = xml.slice(from, xml.indexOf('<', from));
  return text.includes('&') ? text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, unescape) : text;
}

function unescape(whole: string, hexadecimal?: string, decimal?: string, name?: string): string {
  const code = hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal);
  return name ? ENTITIES[name] ?? whole : String.fromCodePoint(code);
}

/** Escapes line ends as well, because XML parsers normalize them otherwise. */
function escape(text: string): string {
  return /[&<>\r\n\u0085\u2028]/.test(text) ? text.replace(/[&<>\r\n\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`) : text;
}

function incompletePage(): Error {
  return Object.assign(new Error('S3 returned an incomplete page of versions'), { name: 'InternalError' });
}
