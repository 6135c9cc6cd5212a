/** The floor's answers to reads, as objects in the shape of the GraphQL answers. */

const VERSION = `SELECT id, number, name, description, created_at, created_by, sealed_at, revision, digest
  FROM version`;

export function reads(database, { historyId, workspaceId }) {
  const workflow = database.prepare('SELECT id, name FROM workflow WHERE id = ?');
  const versions = database.prepare(
    `${VERSION} WHERE workflow_id = ? AND number > 0 AND archived_at IS NULL ORDER BY number DESC LIMIT ?`,
  );
  const definition = database.prepare(
    `SELECT d.content, d.digest, v.number FROM version v
     JOIN definition d ON d.workspace_id = v.workspace_id AND d.digest = v.digest
     WHERE v.workflow_id = ? AND v.number = ?`,
  );
  const page = database.prepare(
    `SELECT id, key, name, description, created_at, updated_at, updated_by FROM workflow
     WHERE workspace_id = ? AND archived_at IS NULL ORDER BY name, id LIMIT 20`,
  );
  const active = database.prepare(
    `SELECT v.id, v.number, v.name, v.created_at FROM channel c
     JOIN route r ON r.activation_id = c.activation_id JOIN version v ON v.id = r.version_id
     WHERE c.workflow_id = ? AND c.key = 'live'`,
  );

  const history = (definitionOf) => {
    const { id, name } = workflow.get(historyId);
    const edges = versions.all(historyId, 100).map((row) => ({ node: historyVersion(row) }));
    return {
      workflow: {
        id,
        name,
        versions: { edges },
        newest: definitionOf(100),
        oldest: definitionOf(1),
      },
    };
  };
  const full = (number) => ({
    number,
    definition: JSON.parse(definition.get(historyId, number).content),
  });
  return {
    history: () => history(full),
    list: () => ({
      workflows: {
        edges: page
          .all(workspaceId)
          .map((row) => ({ node: listed(row, active.get(row.id), versions.all(row.id, 5)) })),
      },
    }),
    definitions: () => {
      const entries = Array.from({ length: 10 }, (_, place) => {
        const { content, digest } = definition.get(historyId, place + 1);
        return [`v${place + 1}`, { digest, definition: JSON.parse(content) }];
      });
      return { workflow: Object.fromEntries(entries) };
    },
    /** History as text, stored definitions spliced in unparsed: the lowest floor that there is. */
    spliced: () => {
      const texts = [];
      const mark = (number) => {
        texts.push(definition.get(historyId, number).content);
        return { number, definition: '\u0001' };
      };
      const parts = JSON.stringify({ data: history(mark) }).split('"\\u0001"');
      return parts[0] + texts[0] + parts[1] + texts[1] + parts[2];
    },
  };
}

function historyVersion(row) {
  return {
    id: row.id,
    number: row.number,
    label: `v${row.number}`,
    name: row.name,
    description: row.description,
    status: row.sealed_at ? 'SEALED' : 'EDITABLE',
    createdAt: row.created_at,
    createdBy: { name: JSON.parse(row.created_by).name },
    revision: row.revision,
    digest: row.digest,
  };
}

function listed(row, active, versions) {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: { name: JSON.parse(row.updated_by).name },
    activeVersion: active
      ? {
          id: active.id,
          number: active.number,
          label: `v${active.number}`,
          name: active.name,
          createdAt: active.created_at,
        }
      : null,
    versions: {
      edges: versions.map((version) => ({
        node: {
          id: version.id,
          number: version.number,
          label: `v${version.number}`,
          name: version.name,
          status: version.sealed_at ? 'SEALED' : 'EDITABLE',
          createdAt: version.created_at,
          createdBy: { name: JSON.parse(version.created_by).name },
        },
      })),
    },
  };
}
