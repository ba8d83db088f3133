import { marksIn, markOf, titleOf } from './example-pages';
import { examples } from './examples';
import { LANGUAGES, repairJava, repairPython } from './languages';
import { anchorOf, blocksOf, linksOf, page } from './pages';

const all = examples();
const guides = [...new Set(all.map(({ page: { path } }) => path))];

describe.each(LANGUAGES.map((language) => [language.title, language] as const))('examples in %s', (_, { page: path }) => {
  test('match the guides (`npx projen build` regenerates them)', () => expect(marksIn(page(path).text)).toEqual(all.map(markOf)));

  test.each(guides)('are linked from %s', (guide) => {
    const heading = guide === 'README.md' ? undefined : anchorOf(titleOf(page(guide)));
    expect(linksOf(page(guide))).toContainEqual({ from: guide, path, heading });
  });
});

test.each([
  ['from a import B, C, B\n', 'from a import B, C\n'],
  ['import a\nB(self)', 'import a\n\nB(self)'],
  ['@jsii.implements(A)', 'import jsii\n@jsii.implements(A)'],
  ['def __init__(self, scope, id, *, env=None, stackName=None):', 'def __init__(self, scope, id, **kwargs):'],
  ['def __init__(self, scope, id, *, vpc, env=None):', 'def __init__(self, scope, id, *, vpc, **kwargs):'],
  ['def __init__(self, scope, id, vpc):', 'def __init__(self, scope, id, vpc):'],
  ['super().__init__(scope, id, env=env, stackName=stackName)', 'super().__init__(scope, id, **kwargs)'],
  ['super().__init__(scope, id)', 'super().__init__(scope, id)'],
  ['app = App()\nB(app)', 'app = App()\nB(app)\n\napp.synth()\n'],
  ['app = App()\napp.synth()', 'app = App()\napp.synth()'],
])('repairs the Python translation of jsii-rosetta: %s', (translation, python) => expect(repairPython(translation)).toBe(python));

test.each([
  ['baseline.dataBucket.grantRead(role);', 'baseline.getDataBucket().grantRead(role);'],
  ['new A("s3.amazonaws.com").b(C.D)', 'new A("s3.amazonaws.com").b(C.D)'],
  ['if (a.getType() == "B") {', 'if ("B".equals(a.getType())) {'],
  ['import a.B;\nimport a.C;\nB.of(List.of());', 'import java.util.List;\nimport a.*;\n\nB.of(List.of());'],
  ['import a.b.*;\n\nimport a.C;', 'import a.b.*;\nimport a.*;\n\n'],
  ['B.of(List.of());', 'B.of(List.of());'],
  ['App app = new App();\nnew B(app);', 'App app = new App();\nnew B(app);\n\napp.synth();\n'],
  ['App app = new App();\napp.synth();', 'App app = new App();\napp.synth();'],
])('repairs the Java translation of jsii-rosetta: %s', (translation, java) => expect(repairJava(translation)).toBe(java));

describe('the pages for Python and Java', () => {
  test.each([
    ['docs/examples-python.md', /SecurityEventOverride\(/],
    ['docs/examples-java.md', /^import java\.util\.List;\nimport java\.util\.Map;$/m],
    ['docs/troubleshooting.md', /SecurityEventOverride\(/],
    ['docs/troubleshooting.md', /manifest\.json.*app\.synth\(\)/],
  ])('have what jsii requires: %s contains %s', (path, text) => expect(page(path).text).toMatch(text));

  test.each(LANGUAGES.map((language) => [language.page, language] as const))('every app in %s calls synth', (path, { fence }) => {
    const apps = blocksOf(page(path)).filter(({ language, text }) => language === fence && /\bApp\(\)/.test(text));
    expect(apps.length).toBeGreaterThan(5);
    expect(apps.filter(({ text }) => !text.includes('.synth()')).map(({ place }) => place)).toEqual([]);
  });
});
