import { invalidInput } from '../../platform/refusal';
import { Figures } from './figures';
import { type RunRollup } from './run-rollup';
import { type RollupOwner } from './run-rollup.store';
import { type StatsInterval, type StatsWindow } from './stats-window';

/** Whose figures are asked for. */
export interface StatsOwner {
  kind: RollupOwner;
  id: string;
  workflowId: string;
}

/** Figures of one period. */
export interface FiguresPoint {
  startsAt: string;
  figures: Figures;
}

/** Figures of one part of the runs. */
export interface FiguresPart {
  /** One of its rollups, which tells what its runs have in common. */
  of: RunRollup;
  rollups: RunRollup[];
  figures: Figures;
}

/** Most parts that one list answers, and how many without a wish. */
const MOST_PARTS = 100;
const USUAL_PARTS = 20;

/** Figures of a window. */
export class RunStats {
  readonly from: string;
  readonly to: string;
  readonly interval: StatsInterval;
  readonly timeZone: string;
  #series: FiguresPoint[] | undefined;

  /** @param rollups oldest first. */
  constructor(
    readonly owner: StatsOwner,
    private readonly window: StatsWindow,
    readonly rollups: readonly RunRollup[],
  ) {
    this.from = window.from;
    this.to = window.to;
    this.interval = window.interval;
    this.timeZone = window.timeZone;
  }

  /** Of the whole window: its periods added up, as what they have added up need not be added again. */
  total(): Figures {
    return new Figures(this.series().map(({ figures }) => figures));
  }

  /** Of each period, also of those without runs. */
  series(): FiguresPoint[] {
    return (this.#series ??= this.cut());
  }

  byVersion(first?: number | null): FiguresPart[] {
    return largest(
      partsOf(this.rollups, ({ versionId }) => versionId),
      first,
    );
  }

  byChannel(first?: number | null): FiguresPart[] {
    return largest(
      partsOf(this.rollups, ({ channelId }) => channelId),
      first,
    );
  }

  private cut(): FiguresPoint[] {
    const { periods } = this.window;
    let next = 0;
    return periods.map((startsAt, place) => {
      const end = periods[place + 1];
      const first = next;
      while (next < this.rollups.length && (!end || this.rollups[next]!.startsAt < end)) next++;
      return { startsAt, figures: new Figures(this.rollups.slice(first, next)) };
    });
  }
}

/** The rollups cut into parts that have a key in common; parts without runs are left out. */
export function partsOf(
  rollups: readonly RunRollup[],
  keyOf: (rollup: RunRollup) => string,
): FiguresPart[] {
  const byKey = new Map<string, RunRollup[]>();
  for (const rollup of rollups) {
    const key = keyOf(rollup);
    const part = byKey.get(key);
    if (part) part.push(rollup);
    else byKey.set(key, [rollup]);
  }
  return [...byKey.values()]
    .map((part) => ({ of: part[0]!, rollups: part, figures: new Figures(part) }))
    .filter(({ figures }) => figures.runs > 0);
}

/** The parts with most runs. @throws Refusal INVALID_INPUT for a number out of bounds. */
export function largest<Part extends { figures: Figures }>(
  parts: Part[],
  first: number | null | undefined,
): Part[] {
  const limit = first ?? USUAL_PARTS;
  if (limit < 0 || limit > MOST_PARTS)
    throw invalidInput(`first must be from 0 to ${MOST_PARTS}, not ${limit}.`, ['first']);
  return parts.sort((a, b) => b.figures.runs - a.figures.runs).slice(0, limit);
}
