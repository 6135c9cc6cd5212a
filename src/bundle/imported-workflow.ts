import type { Definition, Layout } from '../graph/definition';
import { readLayout } from '../graph/layout';
import { MAX_NODES } from '../graph/limits';
import { DefinitionError, readDefinition } from '../graph/read-definition';
import { ImportError } from './import-error';
import type { ImportReport } from './import-report';

/** A workflow of another system as Switchyard keeps it. */
export interface ImportedWorkflow {
  name: string;
  description?: string;
  definition: Definition;
  layout: Layout;
  /** Everything that did not go into definition or layout as it stood, place by place. */
  report: ImportReport;
}

/**
 * Refuses a list of nodes that no definition and layout can hold, before anything is made of it.
 *
 * @throws ImportError naming the list.
 */
export function refuseTooManyNodes(list: readonly unknown[], pointer: string): void {
  // notes are entries of the list too, and the layout has as many at most
  const most = 2 * MAX_NODES;
  if (list.length <= most) return;
  throw new ImportError(pointer, `has ${list.length} entries; at most ${most} can be read`);
}

/**
 * What is wrong only in the whole: too many nodes or edges, too large.
 *
 * @throws ImportError naming it.
 */
export function refuseWhatFitsNoDefinition(
  definition: Definition,
  layout: Layout,
  pointer: string,
): void {
  for (const [what, read] of [
    ['definition', () => readDefinition(definition)],
    ['layout', () => readLayout(layout)],
  ] as const) {
    try {
      read();
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      throw new ImportError(pointer, `fits no ${what}: ${error.message}`);
    }
  }
}
