import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as othersAreServed } from 'node:timers/promises';
import { YesOrNo } from '../../../src/runner/terminal';

test('whoever answers neither yes nor no is asked again, as often as it takes, with nothing piling up', async () => {
  const warnings: unknown[] = [];
  const warn = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', warn);
  const [input, out] = [new PassThrough(), new PassThrough()];
  let shown = '';
  out.on('data', (data: Buffer) => (shown += data.toString()));
  const answer = new YesOrNo(input, out).ask('Pay?', new AbortController().signal);
  for (let times = 0; times < 20; times++) {
    const asked = once(out, 'data');
    input.write('perhaps\n');
    await asked;
  }
  input.write(' No \n');
  expect(await answer).toBe(false);
  expect(shown.match(/Pay\? \[y\/n\]/g)!.length).toBe(21);
  await othersAreServed();
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
