import { readHistory } from '../../../src/bundle/history-files';
import type { SampleStep } from '../../../src/bundle/sample-step';
import {
  planSample,
  SAMPLE_AUTHORS,
  SAMPLE_HISTORIES,
  type SampleHistory,
} from '../../../src/bundle/sample-workspace';
import { SAMPLE_STORIES } from '../../../src/bundle/sample-stories';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import { HISTORIES } from './n8n-fixtures';

type Route = number | 'draft';

/** As much of the product's rules as a plan can break, for one workflow. */
class Rules {
  private draft: string | undefined;
  private readonly saved = new Set<number>();
  private latest: { number: number; content: string } | undefined;
  readonly archived = new Set<number>();
  readonly channels = new Map<string, { routing: Route[]; kind: string }[]>([['live', []]]);

  get hasUnsavedChange(): boolean {
    return this.draft !== this.latest?.content;
  }

  get latestNumber(): number {
    return this.latest?.number ?? 0;
  }

  apply(step: SampleStep): void {
    switch (step.kind) {
      case 'createWorkflow':
        return;
      case 'saveDraft':
        this.draft = canonicalDefinition(step.definition);
        return;
      case 'saveVersion':
        expect(step.number).toBe(this.latestNumber + 1);
        expect(this.draft).not.toBe(this.latest?.content);
        this.latest = { number: step.number, content: this.draft ?? '' };
        this.saved.add(step.number);
        return;
      case 'createChannel':
        expect(this.channels.has(step.channel)).toBe(false);
        this.channels.set(step.channel, []);
        return;
      case 'archiveVersion':
        expect(this.saved).toContain(step.version);
        expect(step.version).not.toBe(this.latestNumber);
        for (const history of this.channels.values()) {
          expect(history.at(-1)?.routing ?? []).not.toContain(step.version);
        }
        this.archived.add(step.version);
        return;
      case 'activate':
        return this.route(step.channel, [step.version], step.kind);
      case 'routeChannel':
        expect(step.routes.length).toBeGreaterThan(1);
        return this.route(
          step.channel,
          step.routes.map(({ version }) => version),
          step.kind,
        );
      case 'rollback':
        return this.rollBack(step.channel, step.targetVersion);
    }
  }

  private rollBack(channel: string, target: number | undefined): void {
    const history = this.channels.get(channel) ?? [];
    if (target === undefined) {
      // Two in a row would be refused as ambiguous.
      expect(history.at(-1)?.kind).not.toBe('rollback');
      const previous = history.at(-2);
      expect(previous).toBeDefined();
      return this.route(channel, previous?.routing ?? [], 'rollback');
    }
    expect(history.flatMap(({ routing }) => routing)).toContain(target);
    this.route(channel, [target], 'rollback');
  }

  private route(channel: string, routing: Route[], kind: string): void {
    const history = this.channels.get(channel);
    if (history === undefined) throw new Error(`The channel ${channel} was not created.`);
    for (const version of routing) {
      if (version !== 'draft') expect(this.saved).toContain(version);
      expect(this.archived).not.toContain(version);
    }
    // Otherwise the step would change nothing.
    expect(history.at(-1)?.routing).not.toEqual(routing);
    history.push({ routing, kind });
  }
}

describe('the sample workspace', () => {
  let histories: SampleHistory[];
  let steps: SampleStep[];
  beforeAll(async () => {
    histories = await Promise.all(
      SAMPLE_HISTORIES.map(async (key) => ({
        key,
        files: await readHistory(`${HISTORIES}/${key}`),
      })),
    );
    steps = planSample(histories);
  });

  function play(key: string): Rules {
    const rules = new Rules();
    for (const step of steps) if (step.workflow === key) rules.apply(step);
    return rules;
  }

  test('is made of five real histories, each a workflow', () => {
    const created = steps.filter(({ kind }) => kind === 'createWorkflow');
    expect(created.map(({ workflow }) => workflow)).toEqual([...SAMPLE_HISTORIES]);
    expect(created).toHaveLength(5);
  });

  test('saves the draft once for each file, and a version for each that changes the definition', () => {
    for (const { key, files } of histories) {
      const own = steps.filter(({ workflow }) => workflow === key);
      expect(own.filter(({ kind }) => kind === 'saveDraft')).toHaveLength(files.length);
    }
    const versions = steps.filter(({ kind }) => kind === 'saveVersion');
    expect(
      versions.map(({ workflow }) => workflow).filter((key) => key === 'email-triage'),
    ).toHaveLength(8);
    expect(play('linkedin-job-digest').latestNumber).toBe(15);
    expect(play('drive-chat-assistant').latestNumber).toBe(9);
  });

  test.each([...SAMPLE_HISTORIES])(
    'asks for nothing that would be refused or change nothing: %s',
    (key) => {
      expect(play(key).latestNumber).toBeGreaterThan(5);
    },
  );

  test('carries out every release that its stories tell', () => {
    const told = SAMPLE_STORIES.flatMap(({ releases }) => Object.values(releases).flat());
    const kinds = new Set(told.map(({ kind }) => kind));
    const planned = steps.filter((step) => kinds.has(step.kind as (typeof told)[number]['kind']));
    expect(planned.map((step) => ({ ...step, workflow: undefined, author: undefined }))).toEqual(
      told,
    );
    expect([...kinds].sort()).toEqual([
      ...['activate', 'archiveVersion', 'createChannel', 'rollback', 'routeChannel'],
    ]);
  });

  test('ends with a split, an archived version, a staging channel and an unsaved change', () => {
    expect(play('email-triage').channels.get('live')?.at(-1)?.routing).toEqual([7, 8]);
    expect([...play('lock-acquisition').archived]).toEqual([1]);
    expect(play('linkedin-job-digest').channels.get('staging')?.at(-1)?.routing).toEqual([
      15,
      'draft',
    ]);
    expect(SAMPLE_HISTORIES.filter((key) => play(key).hasUnsavedChange)).toEqual(['insights-chat']);
  });

  test('has rollbacks with and without a target', () => {
    const rollbacks = steps.filter((step) => step.kind === 'rollback');
    expect(new Set(rollbacks.map((step) => step.targetVersion !== undefined)).size).toBe(2);
  });

  test('names versions after their commits, no longer than a list shows', () => {
    for (const step of steps) {
      if (step.kind !== 'saveVersion') continue;
      expect(step.name.length).toBeLessThanOrEqual(80);
      expect(step.description).toMatch(/\d{4}\.json, committed on \d{4}-\d\d-\d\d\.$/);
      const start = step.name.replace(/…$/, '');
      const subjects = histories.flatMap(({ files }) => files.map(({ subject }) => subject));
      expect(subjects.some((subject) => subject.startsWith(start))).toBe(true);
      if (step.name.endsWith('…')) expect(step.description.startsWith(start)).toBe(true);
    }
  });

  test('is the work of invented people, several of them, and of one who releases', () => {
    const authorsOf = (kind: string) =>
      new Set(steps.filter((step) => step.kind === kind).map(({ author }) => author.name));
    expect(authorsOf('saveVersion')).toEqual(new Set(SAMPLE_AUTHORS.map(({ name }) => name)));
    expect(authorsOf('activate')).toEqual(new Set(['Jules Ferrant']));
    expect(JSON.stringify(steps.map(({ author }) => author))).not.toContain('@');
  });

  test('is the same plan for the same histories, and changes none of them', () => {
    const before = JSON.stringify(histories);
    expect(planSample(histories)).toEqual(steps);
    expect(JSON.stringify(histories)).toBe(before);
  });

  test('releases nothing of a history that has no story', () => {
    const [first] = histories;
    const plain = planSample([{ key: 'other', files: first?.files ?? [] }]);
    expect(new Set(plain.map(({ kind }) => kind))).toEqual(
      new Set(['createWorkflow', 'saveDraft', 'saveVersion']),
    );
    expect(plain[0]).toMatchObject({ workflow: 'other', name: first?.files.at(-1)?.workflowName });
    expect(planSample([])).toEqual([]);
  });
});
