import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { createSchema } from '../../../src/app/create-schema';
import { MOST_METRIC_NAMES } from '../../../src/run/figures/metric-total';
import { MOST_ROLLUPS } from '../../../src/run/figures/run-stats.loader';
import { MOST_DAYS, MOST_HOURS } from '../../../src/run/figures/stats-window';

const document = readFileSync(join(__dirname, '../../../docs/figures.md'), 'utf8');

test('the query of docs/figures.md is one of the schema', async () => {
  const [, query] = /^```graphql\n(.*?)^```$/ms.exec(document)!;
  expect(validate(await createSchema(), parse(query!))).toEqual([]);
});

test('docs/figures.md has the limits of the code', () => {
  for (const told of [
    `${MOST_DAYS} days`,
    `${MOST_HOURS} hours`,
    `${MOST_ROLLUPS.toLocaleString('en-US')} rollups`,
    `first ${MOST_METRIC_NAMES} names`,
  ])
    expect(document).toContain(told);
});
