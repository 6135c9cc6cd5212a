import DataLoader from 'dataloader';
import { type Clock } from '../../platform/clock';
import { invalidInput } from '../../platform/refusal';
import { type RunRollup } from './run-rollup';
import { type RollupOwner, type RunRollupStore } from './run-rollup.store';
import { RunStats, type StatsOwner } from './run-stats';
import { type StatsWindow, statsWindow, type WantedWindow } from './stats-window';

/** Most rollups that are read for one field of a request, of all objects that it is asked of. */
export const MOST_ROLLUPS = 30_000;

/** Reads figures of one workspace for one request: the same window of many owners is one statement. */
export class RunStatsLoader {
  readonly #windows = new Map<string, StatsWindow>();
  readonly #loaders = new Map<string, DataLoader<string, readonly RunRollup[]>>();

  constructor(
    private readonly rollups: RunRollupStore,
    private readonly clock: Clock,
    private readonly workspaceId: string,
  ) {}

  /** @throws Refusal INVALID_INPUT for a window that is none, or that has too much to be read at once. */
  async of(owner: StatsOwner, wanted: WantedWindow | null | undefined): Promise<RunStats> {
    const window = this.window(wanted ?? {});
    return new RunStats(owner, window, await this.loader(owner.kind, window).load(owner.id));
  }

  /** The same for all objects of a request, also while the hour changes. */
  private window(wanted: WantedWindow): StatsWindow {
    const key = JSON.stringify(wanted);
    const known = this.#windows.get(key);
    if (known) return known;
    const window = statsWindow(wanted, this.clock.now());
    this.#windows.set(key, window);
    return window;
  }

  private loader(kind: RollupOwner, window: StatsWindow): DataLoader<string, readonly RunRollup[]> {
    const key = `${kind} ${window.grain} ${window.from} ${window.to}`;
    let loader = this.#loaders.get(key);
    if (!loader) {
      loader = new DataLoader(async (ids) => {
        const found = await this.rollups.within(this.workspaceId, kind, ids, window, MOST_ROLLUPS);
        if (!found) throw tooMuch();
        return ids.map((id) => found.get(id)!);
      });
      this.#loaders.set(key, loader);
    }
    return loader;
  }
}

function tooMuch(): Error {
  return invalidInput(
    `These figures are of more than ${MOST_ROLLUPS} hours or days of versions and variants; ask for a shorter window, for fewer objects at once, or by day of UTC.`,
    ['window'],
  );
}
