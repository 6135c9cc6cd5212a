import { type Output } from './output';

/** How far long work has got. */
export interface Progress {
  step(detail: string): void;
  end(): void;
}

const SILENT: Progress = { step: () => undefined, end: () => undefined };

/** A bar on stderr where that is a terminal; nothing elsewhere. */
export async function startProgress(
  output: Output,
  label: string,
  total: number,
): Promise<Progress> {
  if (output.json || process.stderr.isTTY !== true || total === 0) return SILENT;
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    { format: `${label} {bar} {value}/{total} {detail}`, clearOnComplete: true, hideCursor: true },
    Presets.shades_grey,
  );
  bar.start(total, 0, { detail: '' });
  return {
    step: (detail) => bar.increment({ detail: detail.slice(0, 40) }),
    end: () => bar.stop(),
  };
}
