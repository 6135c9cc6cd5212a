/**
 * What is asked of the servers. A workload has a request for Switchyard and one for the floor; both
 * answer the same `data`. `{connection}` in a body stands for what differs by connection, and a
 * mutation's body has a place where each request writes a number of its own.
 */
import { definition, variantText } from './definitions.mjs';

const VERSION =
  'id number label name description status createdAt createdBy { name } revision digest';

export const QUERIES = {
  history: `query History($id: ID!) { workflow(id: $id) { id name
    versions(first: 100) { edges { node { ${VERSION} } } }
    newest: version(ref: 100) { number definition } oldest: version(ref: 1) { number definition } } }`,
  list: `query List { workflows(first: 20, orderBy: NAME_ASC) { edges { node {
    id key name description createdAt updatedAt updatedBy { name }
    activeVersion { id number label name createdAt }
    versions(first: 5) { edges { node { id number label name status createdAt createdBy { name } } } } } } } }`,
  definitions: `query Definitions($id: ID!) { workflow(id: $id) { ${Array.from(
    { length: 10 },
    (_, place) => `v${place + 1}: version(ref: ${place + 1}) { digest definition }`,
  ).join(' ')} } }`,
  save: `mutation Save($input: SaveVersionInput!) { saveVersion(input: $input) {
    version { id number label digest createdAt } created userErrors { code message } } }`,
  activate: `mutation Activate($input: ActivateVersionInput!) { activateVersion(input: $input) {
    changed channel { id key } activation { id sequence activatedAt } userErrors { code message } } }`,
};

/** Definitions are written once with this number, which each request replaces by its own. */
const MARK = 123456789;

/** @param {import('./seed.mjs').Seeded} seeded */
export function workloads(seeded) {
  const { historyId, targets } = seeded;
  const read = (name, variables) => ({
    name,
    isWrite: false,
    switchyard: { body: JSON.stringify({ query: QUERIES[name], variables }) },
    floor: { path: `/${name}` },
  });
  return [
    read('history', { id: historyId }),
    read('list'),
    read('definitions', { id: historyId }),
    {
      name: 'save',
      isWrite: true,
      /** A new variant each time: each request makes a version. */
      mark: variantText(MARK),
      switchyard: {
        bodies: targets.map((workflowId) =>
          JSON.stringify({
            query: QUERIES.save,
            variables: { input: { workflowId, definition: definition(MARK) } },
          }),
        ),
      },
      floor: {
        path: '/save',
        bodies: targets.map((workflowId) =>
          JSON.stringify({ workflowId, definition: definition(MARK) }),
        ),
      },
    },
    {
      name: 'activate',
      isWrite: true,
      /** One of two versions by turns, each connection on a workflow of its own: each request writes. */
      mark: 'v0',
      alternate: ['v1', 'v2'],
      switchyard: {
        bodies: targets.map((workflowId) =>
          JSON.stringify({
            query: QUERIES.activate,
            variables: { input: { workflowId, version: 'v0' } },
          }),
        ),
      },
      floor: {
        path: '/activate',
        bodies: targets.map((workflowId) => JSON.stringify({ workflowId, version: 'v0' })),
      },
    },
  ];
}
