import { type Output, visible } from './output';

/** Says that a part of the work is done, and which. */
export type Step = (detail: string) => void;

/** Signals that end the process, as a terminal or its owner sends them. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does long work under a bar on stderr where that is a terminal; without one elsewhere. */
export async function withProgress<Result>(
  output: Output,
  label: string,
  total: number,
  work: (step: Step) => Promise<Result>,
): Promise<Result> {
  if (output.json || process.stderr.isTTY !== true || total === 0) return work(() => undefined);
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} {detail}`,
      clearOnComplete: true,
      hideCursor: true,
      // its own way to end would end with 0
      gracefulExit: false,
    },
    Presets.shades_grey,
  );
  const interrupted = (signal: NodeJS.Signals): void => {
    bar.stop();
    for (const name of ENDING) process.off(name, interrupted);
    process.kill(process.pid, signal);
  };
  for (const name of ENDING) process.on(name, interrupted);
  bar.start(total, 0, { detail: '' });
  try {
    return await work((detail) => bar.increment({ detail: visible(detail).slice(0, 40) }));
  } finally {
    bar.stop();
    for (const name of ENDING) process.off(name, interrupted);
  }
}
