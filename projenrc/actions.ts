import type { GitHub } from 'projen/lib/github';

/** The actions that the workflows use, pinned to the commit of a release because a tag can be moved. */
const ACTIONS: Record<string, { version: string; commit: string }> = {
  'actions/checkout': { version: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/create-github-app-token': { version: 'v3.1.1', commit: '1b10c78c7865c340bc4f6099eb2f838309f1e8c3' },
  'actions/download-artifact': { version: 'v8.0.1', commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c' },
  'actions/setup-java': { version: 'v5.7.0', commit: 'b6effb05e454b25005698d916606bdc6ffcbf961' },
  'actions/setup-node': { version: 'v7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' },
  'actions/setup-python': { version: 'v7.0.0', commit: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'actions/upload-artifact': { version: 'v7.0.1', commit: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a' },
  'amannn/action-semantic-pull-request': { version: 'v6.1.1', commit: '48f256284bd46cdaab1048c3721360e808335d50' },
  'aws-actions/configure-aws-credentials': { version: 'v6.2.3', commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c' },
  'peter-evans/create-pull-request': { version: 'v8.1.1', commit: '5f6978faf089d4d20b00c7766989d076bb2fc7f1' },
};

/** Pins every action in every workflow to its commit. */
export function pinActions(github: GitHub): void {
  Object.entries(ACTIONS).forEach(([action, { commit }]) => github.actions.set(action, `${action}@${commit}`));
}
