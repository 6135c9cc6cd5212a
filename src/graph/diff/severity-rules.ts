import type { Assessment, Severity } from './definition-diff';

/** What a rule is about. */
export type SeveritySubject = 'input' | 'trigger' | 'node' | 'connection' | 'variable' | 'setting';

/** Changes that are judged alike. */
export interface SeverityRule {
  on: SeveritySubject;
  /** What changed, as `docs/diff.md` says it. */
  change: string;
  severity: Severity;
}

/**
 * How severe each change is. Inputs and triggers are judged from the side of those who start runs, all
 * else by what a run does. `docs/diff.md` shows this table.
 */
export const SEVERITY_RULES = {
  inputRequired: rule('input', 'BREAKING', 'a property became required, or was added as required'),
  inputRefused: rule(
    'input',
    'BREAKING',
    'a property was removed where no others are allowed, or others are no longer allowed',
  ),
  inputNarrowed: rule(
    'input',
    'BREAKING',
    'another or a narrower type; an allowed value less; a bound, pattern or format added, or a bound tightened',
  ),
  inputUndescribed: rule('input', 'RISKY', 'a property was removed where others are allowed'),
  inputUnclear: rule(
    'input',
    'RISKY',
    'anything else: another pattern or format, `oneOf`, `$ref`, conditions, unknown keywords',
  ),
  inputAdded: rule('input', 'SAFE', 'an optional property was added'),
  inputWidened: rule('input', 'SAFE', 'no longer required; more types or values; a bound less'),
  inputDescribed: rule('input', 'SAFE', 'title, description, examples, default, `x-…`'),

  triggerGone: rule('trigger', 'BREAKING', 'removed, disabled, or made another type'),
  webhookMoved: rule('trigger', 'BREAKING', 'another path of a webhook'),
  webhookSecret: rule('trigger', 'BREAKING', 'a webhook got a secret, or another one'),
  triggerAdded: rule('trigger', 'RISKY', 'added or enabled'),
  triggerChanged: rule('trigger', 'RISKY', 'another schedule, channel or anything else'),

  nodeMissed: rule(
    'node',
    'BREAKING',
    "removed or renamed, while an expression still refers to it: `steps.ID`, `{{#ID.…`, `$('Name')`",
  ),
  nodeRemoved: rule('node', 'RISKY', 'removed'),
  nodeAdded: rule('node', 'RISKY', 'added'),
  nodeChanged: rule(
    'node',
    'RISKY',
    'another config, type, container, retry or timeout; disabled or enabled',
  ),
  nodeIdle: rule('node', 'SAFE', 'any of these to a node that no run comes to, before and after'),
  nodeNamed: rule('node', 'SAFE', 'another name'),
  nodeRenamed: rule('node', 'SAFE', 'another id that all references follow'),

  edgeChanged: rule('connection', 'RISKY', 'added, removed or changed'),
  edgeIdle: rule('connection', 'SAFE', 'any of these behind a node that no run comes to'),
  edgeRenamed: rule('connection', 'SAFE', 'another id'),

  variableMissed: rule('variable', 'BREAKING', 'removed, or of another type, while it is used'),
  variableReset: rule('variable', 'RISKY', 'another type of one that keeps its value'),
  variableChanged: rule(
    'variable',
    'RISKY',
    'another default or lifetime of one that is used; where a node type is unknown, any may be',
  ),
  variableIdle: rule('variable', 'SAFE', 'added, or changed or removed while nothing uses it'),
  variableDescribed: rule('variable', 'SAFE', 'another description'),

  settingChanged: rule('setting', 'RISKY', 'any'),
} as const satisfies Record<string, SeverityRule>;

/** Name of a rule. */
export type SeverityRuleName = keyof typeof SEVERITY_RULES;

/** The severity that a rule gives, with the reason for people. */
export function assessment(name: SeverityRuleName, reason: string): Assessment {
  return { severity: SEVERITY_RULES[name].severity, reason };
}

const ORDER: Record<Severity, number> = { SAFE: 0, RISKY: 1, BREAKING: 2 };

/** For sorting: the most severe first. */
export function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return ORDER[b.severity] - ORDER[a.severity];
}

/** The most severe of several assessments, the first of those that are equally so. */
export function mostSevere(assessments: readonly Assessment[]): Assessment | undefined {
  let worst: Assessment | undefined;
  for (const each of assessments) if (!worst || bySeverity(each, worst) < 0) worst = each;
  return worst;
}

function rule(on: SeveritySubject, severity: Severity, change: string): SeverityRule {
  return { on, change, severity };
}
