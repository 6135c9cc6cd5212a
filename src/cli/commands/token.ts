import { defineCommand } from '../command-definition';
import { refusalError, usageError } from '../command-error';
import {
  CreateApiTokenDocument,
  ListApiTokensDocument,
  RevokeApiTokenDocument,
  type Scope,
  type TokenFactsFragment,
} from '../generated/documents';
import { timeText } from '../labels';
import { count, someOf, time } from '../option-values';
import { type Output } from '../output';
import { collect } from '../pages';

const SCOPES: Scope[] = [
  'WORKFLOWS_READ',
  'WORKFLOWS_WRITE',
  'RELEASES_WRITE',
  'RUNS_READ',
  'RUNS_WRITE',
  'ADMIN',
  'ACT_AS',
];

export const tokenList = defineCommand<{ limit: number }>({
  name: 'token list',
  summary: 'lists the API tokens of the workspace, without their secrets',
  configure: (command) => command.option('--limit <number>', 'how many at most', count, 50),
  examples: [['switchyard token list', 'with scopes, expiry and who made each']],
  async run(session, _, { limit }) {
    const server = session.connection();
    const tokens = await collect(
      limit,
      async (page) => {
        const { apiTokens } = await server.request(ListApiTokensDocument, page);
        return apiTokens;
      },
      () => session.output.more(),
    );
    session.output.colored(tokens, () => tokenTable(session.output, tokens));
  },
});

interface CreateOptions {
  scope?: Scope[];
  expiresAt?: string;
}

export const tokenCreate = defineCommand<CreateOptions>({
  name: 'token create',
  summary: 'makes an API token and prints its secret, this once',
  configure: (command) =>
    command
      .argument('<name>', 'what it is for')
      .option(
        '--scope <scope>',
        `what it may do; several are given by repeating it: ${SCOPES.map(scopeText).join(', ')}`,
        someOf(...SCOPES),
      )
      .option('--expires-at <time>', 'when it ends, such as 2026-12-31', time),
  examples: [
    [
      'switchyard token create ci --scope workflows:read --scope releases:write',
      'for a pipeline that releases',
    ],
    ['switchyard token create reader --scope workflows:read --expires-at 2027-01-01', 'ends then'],
  ],
  async run(session, [name], { scope: scopes, expiresAt }) {
    if (!scopes)
      throw usageError('A token has at least one scope.', 'Give it by --scope workflows:read.');
    const server = session.connection();
    const input = { name: name as string, scopes, expiresAt };
    const { createApiToken } = await server.request(CreateApiTokenDocument, { input });
    const { apiToken, secret, userErrors } = createApiToken;
    if (!apiToken) throw refusalError(userErrors);
    session.output.note(
      `Made ${apiToken.name} (${apiToken.id}). Keep the secret; it is not shown again.`,
    );
    session.output.data({ apiToken, secret }, () => secret ?? '');
  },
});

export const tokenRevoke = defineCommand({
  name: 'token revoke',
  summary: 'revokes an API token at once',
  configure: (command) => command.argument('<id>', 'id of the token, as `token list` tells it'),
  examples: [['switchyard token revoke tok_0192…', 'requests with it are refused from now on']],
  async run(session, [id]) {
    const input = { id: id as string };
    const { revokeApiToken } = await session
      .connection()
      .request(RevokeApiTokenDocument, { input });
    const { apiToken, userErrors } = revokeApiToken;
    if (!apiToken) throw refusalError(userErrors);
    session.output.data({ apiToken }, () => `Revoked ${apiToken.name} (${apiToken.id}).`);
  },
});

function tokenTable(output: Output, tokens: readonly TokenFactsFragment[]): string {
  return output.table(
    tokens,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'SCOPES', value: ({ scopes }) => scopes.map(scopeText).join(' ') },
      { title: 'CREATED', value: ({ createdAt }) => timeText(createdAt) },
      { title: 'BY', value: ({ createdBy }) => createdBy.name },
      { title: 'EXPIRES', value: ({ expiresAt }) => timeText(expiresAt) },
      { title: 'REVOKED', value: ({ revokedAt }) => timeText(revokedAt) },
    ],
    'There is no token.',
  );
}

/** `workflows:read`, as JWTs and messages write it. */
function scopeText(scope: Scope): string {
  if (scope === 'ACT_AS') return 'act-as';
  return scope.toLowerCase().replace('_', ':');
}
