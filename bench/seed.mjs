/** Fills a server over its API, so that what is measured is what a user would have. */
import { definition } from './definitions.mjs';
import { QUERIES } from './workloads.mjs';

/** Workflows besides the one with the long history; the last ones are written to. */
const WORKFLOWS = 200;
const VERSIONS = 5;
const HISTORY = 100;
const TARGETS = 16;

/**
 * One workflow with 100 versions, 200 more with 5, all active.
 * @returns {Promise<Seeded>}
 * @typedef {{ historyId: string, targets: string[], workspaceId: string }} Seeded
 */
export async function seed(server) {
  const ask = (query, variables) => graphql(server, query, variables);
  const create = async (name, count, firstVariant) => {
    const { createWorkflow } = await ask(
      'mutation ($input: CreateWorkflowInput!) { createWorkflow(input: $input) { workflow { id } } }',
      { input: { name, description: `What ${name} is for.` } },
    );
    const workflowId = createWorkflow.workflow.id;
    for (let number = 1; number <= count; number++) {
      await ask(QUERIES.save, {
        input: {
          workflowId,
          definition: definition(firstVariant + number),
          name: `Change ${number}`,
          activate: number === count,
        },
      });
    }
    return workflowId;
  };
  const historyId = await create('Long history', HISTORY, 1000);
  const ids = [];
  for (let place = 0; place < WORKFLOWS; place++)
    ids.push(
      await create(`Workflow ${String(place).padStart(3, '0')}`, VERSIONS, 2000 + place * 10),
    );
  const { viewer } = await ask('{ viewer { workspace { id } } }');
  return { historyId, targets: ids.slice(-TARGETS), workspaceId: viewer.workspace.id };
}

/** One request; answers `data`. @throws Error if it was refused in any way. */
export async function graphql({ url, token }, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  const refused = errors ?? Object.values(data).flatMap((payload) => payload?.userErrors ?? []);
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  return data;
}
