import { canonicalDefinition } from '../../src/graph/canonical-form';
import { digestOf } from '../../src/graph/digest';
import { readDefinition } from '../../src/graph/read-definition';
import { type DefinitionDraft } from '../support/builders';
import { graph } from '../support/executed-run';

/** What the node `work` of a content does where the built-in executor runs it. */
export type Work = 'PASSES' | 'COUNTS' | 'HOLDS' | 'ASKS' | 'SLEEPS' | 'CALLS';

/** A trigger that `live` arms. */
export interface ModelTrigger {
  nodeKey: 'hook' | 'tick';
  kind: 'WEBHOOK' | 'SCHEDULE';
  /** Name of the path within a walk. */
  path?: 'a' | 'b';
  isSigned?: boolean;
  /** Milliseconds between ticks, which are multiples of it. */
  every?: number;
  channel: 'live' | 'staging';
}

/** A content that versions of a walk may have. */
export interface Content {
  work: Work;
  triggers: ModelTrigger[];
  isManual?: boolean;
  /** Its inputs want a name. */
  needsName?: boolean;
  /** It has an error that bars it from going live. */
  isBroken?: boolean;
  /** Only an external executor knows its node types. */
  isForeign?: boolean;
}

const MINUTE = 60_000;
export const SLEEP_MS = 90_000;

const hook = (path: 'a' | 'b', more: Partial<ModelTrigger> = {}): ModelTrigger => ({
  nodeKey: 'hook',
  kind: 'WEBHOOK',
  path,
  isSigned: false,
  channel: 'live',
  ...more,
});
const tick = (every: number): ModelTrigger => ({
  nodeKey: 'tick',
  kind: 'SCHEDULE',
  every,
  channel: 'live',
});

/** A call of the other workflow that nothing is pinned to; with a pin it is this plus what it calls. */
export const CALLS = 100;
export const UNPINNED = 199;

const CONTENTS: Content[] = [
  { work: 'PASSES', triggers: [], isManual: true },
  { work: 'HOLDS', triggers: [], isManual: true },
  { work: 'PASSES', triggers: [tick(MINUTE)], isManual: true },
  { work: 'HOLDS', triggers: [hook('a')], isManual: true },
  { work: 'ASKS', triggers: [hook('b', { isSigned: true }), tick(60 * MINUTE)] },
  { work: 'PASSES', triggers: [hook('b'), tick(MINUTE)], isManual: true, needsName: true },
  { work: 'PASSES', triggers: [], isBroken: true },
  { work: 'HOLDS', triggers: [tick(MINUTE)], isManual: true, isForeign: true },
  { work: 'HOLDS', triggers: [hook('a', { channel: 'staging' })], isManual: true },
  { work: 'COUNTS', triggers: [hook('a')], isManual: true },
  { work: 'SLEEPS', triggers: [], isManual: true },
];
/** How many contents there are that call nothing. */
export const PLAIN_CONTENTS = CONTENTS.length;

export function isCall(content: number): boolean {
  return content >= CALLS;
}

export function contentOf(content: number): Content {
  if (!isCall(content)) return CONTENTS[content]!;
  return { work: 'CALLS', triggers: [], isManual: true, isBroken: content === UNPINNED };
}

/** Contents of one walk: as definitions, and by digest. */
export class WalkContents {
  readonly #byDigest = new Map<string, number>();
  readonly #digests = new Map<number, string>();

  /** @param walk makes paths that are those of this walk alone. */
  constructor(
    private readonly walk: string,
    private readonly calledId: string,
  ) {
    const calls = CONTENTS.map((_content, content) => CALLS + content);
    for (const content of [...CONTENTS.keys(), UNPINNED, ...calls]) {
      const digest = digestOf(canonicalDefinition(readDefinition(this.full(content)).definition));
      this.#byDigest.set(digest, content);
      this.#digests.set(content, digest);
    }
  }

  pathOf(name: 'a' | 'b'): string {
    return `${name}-${this.walk}`;
  }

  digestOf(content: number): string {
    return this.#digests.get(content)!;
  }

  byDigest(digest: string): number {
    const content = this.#byDigest.get(digest);
    if (content === undefined) throw new Error(`No content of this walk has ${digest}.`);
    return content;
  }

  hasVariable(content: number): boolean {
    return contentOf(content).work === 'COUNTS';
  }

  /** As a client sends it, who leaves pins to the server. */
  sent(content: number): DefinitionDraft {
    return this.full(isCall(content) ? UNPINNED : content);
  }

  private full(content: number): DefinitionDraft {
    const { work, triggers, isManual, isForeign, needsName } = contentOf(content);
    const starts = [...(isManual ? ['start'] : []), ...triggers.map(({ nodeKey }) => nodeKey)];
    const nodes: Parameters<typeof graph>[0] = triggers.map((trigger) => this.node(trigger));
    if (isManual) nodes.push(['start', 'trigger.manual']);
    const [type, config] = isForeign ? ['foreign.work', {}] : this.workOf(work, content);
    nodes.push(['work', type, config]);
    const more = {
      ...(work === 'COUNTS' && { variables: [COUNTER] }),
      ...(needsName && { inputs: { type: 'object', required: ['name'] } }),
      // so that each content has a digest of its own
      settings: { content: isCall(content) ? CALLS : content },
    };
    return graph(
      nodes,
      starts.map((start) => `${start} -> work`),
      more,
    );
  }

  private node(trigger: ModelTrigger): Parameters<typeof graph>[0][number] {
    const { nodeKey, kind, path, isSigned, every, channel } = trigger;
    const on = channel === 'live' ? {} : { channel };
    if (kind === 'WEBHOOK') {
      const secret = isSigned ? { secret: '{{secrets.SIGNING}}' } : {};
      return [nodeKey, 'trigger.webhook', { path: this.pathOf(path!), ...secret, ...on }];
    }
    return [nodeKey, 'trigger.schedule', { cron: CRON[every!], timeZone: 'UTC', ...on }];
  }

  private workOf(work: Work, content: number): [type: string, config: object] {
    switch (work) {
      case 'PASSES':
        return ['transform', { expression: '"passed"' }];
      case 'COUNTS':
        return ['set-variable', { name: COUNTER.name, value: 'vars.count + 1' }];
      case 'HOLDS':
        return ['test.held', {}];
      case 'ASKS':
        return ['approval', {}];
      case 'SLEEPS':
        return ['delay', { ms: SLEEP_MS }];
      case 'CALLS': {
        const pin = content === UNPINNED ? {} : { digest: this.digestOf(content - CALLS) };
        return ['workflow', { workflowId: this.calledId, input: 'input', ...pin }];
      }
    }
  }
}

const CRON: Record<number, string> = { [MINUTE]: '* * * * *', [60 * MINUTE]: '0 * * * *' };
const COUNTER = { name: 'count', type: 'number', lifetime: 'persist', default: 0 };
