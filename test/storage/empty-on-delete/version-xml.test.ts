import { parseVersions, serializeDeletion } from '../../../src/storage/empty-on-delete/runtime/version-xml';

const OWNER = '<Owner><ID>75aa</ID><DisplayName>owner</DisplayName></Owner>';
const version = (key: string, id: string) =>
  `<Version><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest><LastModified>2026-05-17T08:15:30.000Z</LastModified><Size>1</Size>${OWNER}</Version>`;
const marker = (key: string, id: string) => `<DeleteMarker><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest>${OWNER}</DeleteMarker>`;
const page = (content: string) => (
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>${content}</ListVersionsResult>`);

describe('a page of versions', () => {
  test('has versions and delete markers with their ids, and the position of the next page', () => {
    const { Versions, DeleteMarkers, ...rest } = parseVersions(page('<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>'
      + `<NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>3</NextVersionIdMarker>${version('a', '1')}${marker('a', '2')}${version('b', '3')}`));
    expect(Versions).toEqual([{ Key: 'a', VersionId: '1' }, { Key: 'b', VersionId: '3' }]);
    expect(DeleteMarkers).toEqual([{ Key: 'a', VersionId: '2' }]);
    expect(rest).toEqual({ EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'b', NextVersionIdMarker: '3' });
  });

  test('has the last modification of versions with the id null, which does not identify them uniquely', () => {
    expect(parseVersions(page(version('a', 'null'))).Versions).toEqual([{ Key: 'a', VersionId: 'null', LastModified: new Date('2026-05-17T08:15:30Z') }]);
  });

  test('can be empty', () => {
    expect(parseVersions(page('<IsTruncated>false</IsTruncated>'))).toMatchObject({ Versions: [], DeleteMarkers: [], IsTruncated: false });
  });

  test.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['a&#13;b&#xA;c&#x1F600;', 'a\rb\nc\u{1F600}'],
    ['&amp;lt;', '&lt;'],
    ['größe/鍵', 'größe/鍵'],
    ['', ''],
  ])('decodes the key %j as %j', (encoded, key) => {
    expect(parseVersions(page(version(encoded, '1'))).Versions[0].Key).toBe(key);
  });

  const complete = page(`<IsTruncated>false</IsTruncated>${version('a', '1')}${version('b', '2')}`);

  test('is a transient error if it is incomplete, and never the last page', () => {
    for (let length = 0; length < complete.length - 1; length++) {
      expect(() => parseVersions(complete.slice(0, length))).toThrow(expect.objectContaining({ name: 'InternalError' }));
    }
  });

  test('is an error if a version has no key', () => {
    expect(() => parseVersions(page('<Version><VersionId>1</VersionId></Version>'))).toThrow('incomplete');
  });
});

describe('the body of a deletion', () => {
  test('contains each version, and requests a response with errors only', () => {
    expect(serializeDeletion([{ Key: 'a', VersionId: '1' }, { Key: 'b' }])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
      + '<Object><Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b</Key></Object><Quiet>true</Quiet></Delete>');
  });

  test('escapes characters that XML parsers change otherwise', () => {
    expect(serializeDeletion([{ Key: '<&>\r\n\u0085\u2028' }])).toContain('<Key>&#60;&#38;&#62;&#13;&#10;&#133;&#8232;</Key>');
  });
});
