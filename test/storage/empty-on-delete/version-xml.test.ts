import { readVersions, writeDeletion } from '../../../src/storage/empty-on-delete/runtime/version-xml';

const OWNER = '<Owner><ID>75aa</ID><DisplayName>owner</DisplayName></Owner>';
const version = (key: string, id: string) =>
  `<Version><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest><LastModified>2026-05-17T08:15:30.000Z</LastModified><Size>1</Size>${OWNER}</Version>`;
const marker = (key: string, id: string) => `<DeleteMarker><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest>${OWNER}</DeleteMarker>`;
const page = (content: string) => (
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name>${content}</ListVersionsResult>`);

describe('a page of versions', () => {
  test('gives versions and delete markers with their ids, and where the listing goes on', () => {
    const { Versions, DeleteMarkers, ...rest } = readVersions(page('<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>'
      + `<NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>3</NextVersionIdMarker>${version('a', '1')}${marker('a', '2')}${version('b', '3')}`));
    expect(Versions).toEqual([{ Key: 'a', VersionId: '1' }, { Key: 'b', VersionId: '3' }]);
    expect(DeleteMarkers).toEqual([{ Key: 'a', VersionId: '2' }]);
    expect(rest).toEqual({ EncodingType: 'url', IsTruncated: true, NextKeyMarker: 'b', NextVersionIdMarker: '3' });
  });

  test('gives the time of writing where the id is null, since nothing else tells such a version from the next', () => {
    expect(readVersions(page(version('a', 'null'))).Versions).toEqual([{ Key: 'a', VersionId: 'null', LastModified: new Date('2026-05-17T08:15:30Z') }]);
  });

  test('without versions is the last one', () => {
    expect(readVersions(page('<IsTruncated>false</IsTruncated>'))).toMatchObject({ Versions: [], DeleteMarkers: [], IsTruncated: false });
  });

  test.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['a&#13;b&#xA;c&#x1F600;', 'a\rb\nc\u{1F600}'],
    ['&amp;lt;', '&lt;'],
    ['größe/鍵', 'größe/鍵'],
    ['', ''],
  ])('with the key %j means %j', (written, key) => {
    expect(readVersions(page(version(written, '1'))).Versions[0].Key).toBe(key);
  });

  const whole = page(`<IsTruncated>false</IsTruncated>${version('a', '1')}${version('b', '2')}`);

  test('that breaks off anywhere is a failure that passes, never a last page', () => {
    for (let length = 0; length < whole.length - 1; length++) {
      expect(() => readVersions(whole.slice(0, length))).toThrow(expect.objectContaining({ name: 'InternalError' }));
    }
  });

  test('with a version that has no key is a failure', () => {
    expect(() => readVersions(page('<Version><VersionId>1</VersionId></Version>'))).toThrow('not whole');
  });
});

describe('the body of a deletion', () => {
  test('asks for the quiet answer and names each version', () => {
    expect(writeDeletion([{ Key: 'a', VersionId: '1' }, { Key: 'b' }])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
      + '<Object><Key>a</Key><VersionId>1</VersionId></Object><Object><Key>b</Key></Object><Quiet>true</Quiet></Delete>');
  });

  test('carries a key with characters that XML reads otherwise', () => {
    expect(writeDeletion([{ Key: '<&>\r\n\u0085\u2028' }])).toContain('<Key>&#60;&#38;&#62;&#13;&#10;&#133;&#8232;</Key>');
  });
});
