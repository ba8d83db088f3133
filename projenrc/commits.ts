/** The commit types in the changelog, with their headings. */
const SECTIONS: Record<string, string> = { feat: 'Features', fix: 'Bug Fixes', perf: 'Performance Improvements' };

/** The types with which the subject of a commit and the title of a pull request begin. */
export const COMMIT_TYPES = [...Object.keys(SECTIONS), 'refactor', 'test', 'docs', 'build', 'chore'];

/** The configuration of the changelog. Breaking changes are listed for every type. */
export const CHANGELOG_TYPES = COMMIT_TYPES.map((type) => (type in SECTIONS ? { type, section: SECTIONS[type] } : { type, hidden: true }));

/** Matches a line of a commit that requires a release: a type in the changelog, or a breaking change of any type. */
export const RELEASABLE = `^(((${Object.keys(SECTIONS).join('|')})(\\([^()[:space:]]+\\))?!?|[a-z]+(\\([^()[:space:]]+\\))?!):[[:blank:]]+.+|BREAKING[ -]CHANGE:.+)`;
