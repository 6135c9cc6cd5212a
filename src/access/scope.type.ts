import { registerEnumType } from 'type-graphql';

/** The scopes as an enum; its values are the names that tokens and JWTs carry. */
export const ScopeType = {
  WORKFLOWS_READ: 'workflows:read',
  WORKFLOWS_WRITE: 'workflows:write',
  RELEASES_WRITE: 'releases:write',
  RUNS_READ: 'runs:read',
  RUNS_WRITE: 'runs:write',
  ADMIN: 'admin',
  ACT_AS: 'act-as',
} as const;

registerEnumType(ScopeType, {
  name: 'Scope',
  description:
    'What a token may do. In JWTs and messages scopes are written workflows:read and so on.',
  valuesConfig: {
    WORKFLOWS_READ: { description: 'Read workflows, versions, channels, activations and events.' },
    WORKFLOWS_WRITE: { description: 'Create and change workflows, drafts and versions.' },
    RELEASES_WRITE: { description: 'Activate, roll back, deactivate and route channels.' },
    RUNS_READ: { description: 'Read runs and their figures.' },
    RUNS_WRITE: { description: 'Start, signal, retry and cancel runs.' },
    ADMIN: { description: 'Manage the workspace; contains every other scope but ACT_AS.' },
    ACT_AS: { description: 'Name the person that the holder acts for, who is then the author.' },
  },
});
