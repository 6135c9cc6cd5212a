import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { reportOn } from '../../../src/bundle/workflow-file-report';
import { realFiles } from './real-files';

/** What of one file was kept. */
export interface Coverage {
  title: string;
  format: string;
  nodesInFile: number;
  nodesKept: number;
  notesKept: number;
  edgesInFile: number;
  edgesKept: number;
  /** How often each code of the report on what is not mapped occurs, but for what only an editor needs. */
  unmapped: Record<string, number>;
}

/** Edges that a report tells of, beside those that were kept. */
const EDGE_LOST: ReadonlySet<string> = new Set(['CONNECTION_DANGLING', 'CONNECTION_DUPLICATE']);
/** Nothing that anybody drew: noise of an installation or editor. */
const NO_CONTENT: ReadonlySet<string> = new Set(['NOISE', 'DISPLAY_ONLY', 'WORKFLOW_MEMBER']);

/** What of every real file of the repository is kept. */
export function coverage(): Coverage[] {
  return realFiles().map(({ title, text }) => {
    const file = readWorkflowFile(text);
    const { unmapped } = reportOn(file);
    const counts: Record<string, number> = {};
    for (const { code } of unmapped) {
      if (!NO_CONTENT.has(code)) counts[code] = (counts[code] ?? 0) + 1;
    }
    const { format, report } = file;
    const lost = report.items.filter(({ code }) => EDGE_LOST.has(code)).length;
    return {
      ...{ title, format, nodesInFile: report.nodesInFile, nodesKept: report.nodes },
      ...{ notesKept: report.notes, edgesInFile: report.edges + lost, edgesKept: report.edges },
      unmapped: counts,
    };
  });
}

/** The table as Markdown, with a sum for each system. */
export function coverageDocument(rows: readonly Coverage[]): string {
  const formats = [...new Set(rows.map(({ format }) => format))].sort();
  const sums = formats.map((format) => {
    const own = rows.filter((row) => row.format === format);
    const sum = (pick: (row: Coverage) => number): number =>
      own.reduce((total, row) => total + pick(row), 0);
    return line([
      ...[format, own.length, sum((row) => row.nodesInFile), sum((row) => row.nodesKept)],
      ...[sum((row) => row.notesKept), sum((row) => row.edgesInFile), sum((row) => row.edgesKept)],
    ]);
  });
  const each = rows.map((row) =>
    line([
      ...[row.title, row.format, row.nodesInFile, row.nodesKept, row.notesKept],
      ...[row.edgesInFile, row.edgesKept, unmappedText(row)],
    ]),
  );
  return [
    '# Coverage of imports',
    '',
    'What importing keeps of every workflow file in this repository: those of [examples/histories](../examples/histories)',
    'and the single files under test/fixtures. A test writes this table anew and fails where it differs.',
    'Notes are nodes to most systems and part of the layout here. Edges that are not kept lead nowhere or stand twice',
    'in the file. What each system stores beside the graph is not in this table; see [other systems](other-systems.md).',
    '',
    line(['system', 'files', 'nodes', 'kept', 'as notes', 'edges', 'kept']),
    line(Array.from({ length: 7 }, () => '---')),
    ...sums,
    '',
    line(['file', 'system', 'nodes', 'kept', 'as notes', 'edges', 'kept', 'not mapped']),
    line(Array.from({ length: 8 }, () => '---')),
    ...each,
    '',
  ].join('\n');
}

function unmappedText({ unmapped }: Coverage): string {
  const counts = Object.entries(unmapped).sort(([a], [b]) => (a < b ? -1 : 1));
  return counts.map(([code, count]) => `${code} ${count}`).join(', ') || '–';
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
