import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_RUNS_LOOKED_AT } from '../../src/run/activation-impact';
import { MAX_RUN_VALUE_CHARACTERS } from '../../src/run/run.rules';
import { MAX_SIMULATION_CHARACTERS, MOST_SIMULATION_MS } from '../../src/run/simulation/simulation';
import { createTestApp } from '../support/create-test-app';
import { Seed } from '../support/seed';

const DOCUMENT = readFileSync(join(__dirname, '../../docs/simulation.md'), 'utf8');

function blocks(language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...DOCUMENT.matchAll(pattern)].map(([, content]) => content!);
}

describe('docs/simulation.md', () => {
  test('has an example that is answered as it shows', async () => {
    const app = await createTestApp();
    const seed = new Seed(app.client);
    const [definition, answer] = blocks('json').map((text): unknown => JSON.parse(text));
    const { id } = await seed.workflow({ definition });
    expect(await seed.query(blocks('graphql')[0]!, { workflowId: id })).toEqual(answer);
    await app.close();
  });

  test('states the limits of the code', () => {
    const text = DOCUMENT.replace(/\s+/g, ' ');
    const shown = (limit: number): string => limit.toLocaleString('en');
    expect(text).toContain(`more than ${shown(MAX_RUN_VALUE_CHARACTERS)} characters`);
    expect(text).toContain(`all together more than ${shown(MAX_SIMULATION_CHARACTERS)}`);
    expect(text).toContain(`after ${MOST_SIMULATION_MS / 1000} seconds`);
    expect(text).toContain(`Of the runs ${shown(MOST_RUNS_LOOKED_AT)} are looked at`);
  });
});
