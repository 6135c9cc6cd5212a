/**
 * The floor's writes: the same rows as the server writes, in one transaction of prepared
 * statements, with a hash of the text for its digest, and nothing checked.
 */
import { createHash, randomUUID } from 'node:crypto';

const ACTOR = JSON.stringify({ kind: 'TOKEN', id: 'tok_floor', name: 'Floor' });
/** As long as the summary of one changed node; nothing is compared. */
const SUMMARY = JSON.stringify({
  nodesAdded: 0,
  nodesRemoved: 0,
  nodesChanged: 1,
  nodesRenamed: 0,
  edgesAdded: 0,
  edgesRemoved: 0,
  edgesChanged: 0,
  settingsChanged: 0,
  variablesChanged: 0,
  inputsChanged: 0,
  severity: 'RISKY',
  headline: 'variant of Step 1: check changed',
  renames: [],
});
const id = (prefix) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

export function writes(database, workspaceId) {
  const takeNumber = database.prepare(
    `UPDATE workflow SET next_version_number = next_version_number + 1, updated_at = ?, updated_by = ?
       WHERE id = ? RETURNING name, next_version_number - 1 AS number`,
  );
  const parentOf = database.prepare(
    'SELECT id, digest FROM version WHERE workflow_id = ? AND number > 0 ORDER BY number DESC LIMIT 1',
  );
  const insertDefinition = database.prepare(
    'INSERT INTO definition (workspace_id, digest, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const insertVersion = database.prepare(
    `INSERT INTO version (id, workspace_id, workflow_id, number, workflow_name, origin, parent_id, parent_revision, parent_digest,
       revision, digest, created_at, created_by, sealed_at) VALUES (?, ?, ?, ?, ?, 'DIRECT', ?, 1, ?, 1, ?, ?, ?, ?)`,
  );
  const insertRevision = database.prepare(
    `INSERT INTO revision (id, workspace_id, version_id, number, kind, digest, problems, calls_workflows, created_at, created_by)
     VALUES (?, ?, ?, 1, 'CREATE', ?, '[]', 0, ?, ?)`,
  );
  const copyBlame = database.prepare(
    'INSERT INTO version_blame (version_id, blame) SELECT ?, blame FROM version_blame WHERE version_id = ?',
  );
  const insertSummary = database.prepare(
    'INSERT INTO diff_summary (workspace_id, to_digest, from_digest, summary) VALUES (?, ?, ?, ?)',
  );
  const takeSequences = database.prepare(
    'UPDATE event_counter SET last_sequence = last_sequence + ? WHERE workflow_id = ? RETURNING last_sequence',
  );
  const lastPosition = database.prepare(
    'SELECT MAX(position) AS position FROM event WHERE workspace_id = ?',
  );
  const insertEvent = database.prepare(
    `INSERT INTO event (workflow_id, sequence, workspace_id, type, occurred_at, actor, facts, position)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const channelOf = database.prepare(
    "SELECT id, key, activation_sequence AS sequence FROM channel WHERE workflow_id = ? AND key = 'live'",
  );
  const versionOf = database.prepare(
    'SELECT id, revision, digest FROM version WHERE workflow_id = ? AND number = ?',
  );
  const insertActivation = database.prepare(
    `INSERT INTO activation (id, workspace_id, workflow_id, channel_id, sequence, kind, activated_at, actor)
     VALUES (?, ?, ?, ?, ?, 'ACTIVATE', ?, ?)`,
  );
  const insertRoute = database.prepare(
    'INSERT INTO route (activation_id, position, version_id, revision, digest, weight) VALUES (?, 0, ?, ?, ?, 1)',
  );
  const setRouting = database.prepare(
    'UPDATE channel SET activation_id = ?, activation_sequence = ? WHERE id = ?',
  );

  const append = (workflowId, now, events) => {
    let sequence = takeSequences.get(events.length, workflowId).last_sequence - events.length;
    let { position } = lastPosition.get(workspaceId);
    for (const [type, facts] of events)
      insertEvent.run(
        workflowId,
        ++sequence,
        workspaceId,
        type,
        now,
        ACTOR,
        JSON.stringify(facts),
        ++position,
      );
  };

  const save = database.transaction((workflowId, definition) => {
    const now = new Date().toISOString();
    const content = JSON.stringify(definition);
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    const { name, number } = takeNumber.get(now, ACTOR, workflowId);
    const version = { id: id('ver'), number, label: `v${number}`, digest, createdAt: now };
    const parent = parentOf.get(workflowId);
    insertDefinition.run(workspaceId, digest, content);
    insertVersion.run(
      version.id,
      workspaceId,
      workflowId,
      number,
      name,
      parent.id,
      parent.digest,
      digest,
      now,
      ACTOR,
      now,
    );
    insertRevision.run(id('rev'), workspaceId, version.id, digest, now, ACTOR);
    copyBlame.run(version.id, parent.id);
    insertSummary.run(workspaceId, digest, parent.digest, SUMMARY);
    const facts = { versionId: version.id, number, revision: 1, digest };
    append(workflowId, now, [
      ['VERSION_SAVED', { ...facts, versionName: null, origin: 'DIRECT' }],
      ['VERSION_SEALED', facts],
    ]);
    return version;
  });

  const activate = database.transaction((workflowId, label) => {
    const now = new Date().toISOString();
    const channel = channelOf.get(workflowId);
    const version = versionOf.get(workflowId, Number(label.slice(1)));
    const activation = { id: id('act'), sequence: channel.sequence + 1, activatedAt: now };
    insertActivation.run(
      activation.id,
      workspaceId,
      workflowId,
      channel.id,
      activation.sequence,
      now,
      ACTOR,
    );
    insertRoute.run(activation.id, version.id, version.revision, version.digest);
    setRouting.run(activation.id, activation.sequence, channel.id);
    append(workflowId, now, [
      [
        'VERSION_ACTIVATED',
        {
          activationId: activation.id,
          channelId: channel.id,
          channelKey: channel.key,
          activationSequence: activation.sequence,
          versionIds: [version.id],
        },
      ],
    ]);
    return { changed: true, channel: { id: channel.id, key: channel.key }, activation };
  });

  return {
    '/save': ({ workflowId, definition }) => ({
      saveVersion: {
        version: save.immediate(workflowId, definition),
        created: true,
        userErrors: [],
      },
    }),
    '/activate': ({ workflowId, version }) => ({
      activateVersion: { ...activate.immediate(workflowId, version), userErrors: [] },
    }),
  };
}
