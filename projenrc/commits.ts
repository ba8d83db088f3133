/** What releases tell their users about, and under which heading. */
const TOLD: Record<string, string> = { feat: 'Features', fix: 'Bug Fixes', perf: 'Performance Improvements' };

/** What the subject of a commit, and so the title of a pull request, begins with. */
export const COMMIT_TYPES = [...Object.keys(TOLD), 'refactor', 'test', 'docs', 'build', 'chore'];

/** What the changelog shows; what breaks is shown whatever its type. */
export const CHANGELOG_TYPES = COMMIT_TYPES.map((type) => (type in TOLD ? { type, section: TOLD[type] } : { type, hidden: true }));

/** A line of a commit that makes a release: a type that is told, or a break of any type. */
export const RELEASABLE = `^(((${Object.keys(TOLD).join('|')})(\\([^()[:space:]]+\\))?!?|[a-z]+(\\([^()[:space:]]+\\))?!):[[:blank:]]+.+|BREAKING[ -]CHANGE:.+)`;
