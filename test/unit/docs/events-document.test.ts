import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLInterfaceType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { createSchema } from '../../../src/app/create-schema';
import { EventType, eventName, eventTypeName } from '../../../src/event/event-type';

const document = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');

/** Cells of the rows of the first table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const lines = document.slice(document.indexOf(`\n${heading}\n`)).split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('|')));
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const named = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!);

describe('docs/events.md', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => (schema = await createSchema()));

  const rows = rowsBelow('## Every type');
  const interfaceNamed = (name: string): GraphQLInterfaceType =>
    schema.getType(name) as GraphQLInterfaceType;
  const fieldsOf = (name: string): string[] =>
    Object.keys((schema.getType(name) as GraphQLObjectType).getFields());

  test('has every event type in the order of the code, with its names, and no other', () => {
    expect(rows.map(([type, graphql, name]) => [type, graphql, name])).toEqual(
      Object.values(EventType).map((type) => [
        `\`${type}\``,
        `\`${eventTypeName(type)}\``,
        `\`${eventName(type)}\``,
      ]),
    );
  });

  test('has every type of the schema that is an Event, and no other', () => {
    const types = schema.getPossibleTypes(interfaceNamed('Event')).map(({ name }) => name);
    expect(rows.map(([, graphql]) => named(graphql!)[0]).sort()).toEqual(types.sort());
  });

  test('tells of each type its interface and its facts as the schema has them', () => {
    const common = fieldsOf('Event');
    for (const [, graphql, , cell, , facts] of rows) {
      const type = schema.getType(named(graphql!)[0]!) as GraphQLObjectType;
      const special = type.getInterfaces().filter(({ name }) => name !== 'Event');
      expect([type.name, named(cell!)]).toEqual([type.name, special.map(({ name }) => name)]);
      const shown = new Set([...common, ...special.flatMap(({ name }) => fieldsOf(name))]);
      const own = fieldsOf(type.name).filter((field) => !shown.has(field));
      expect([type.name, named(facts!).sort()]).toEqual([type.name, own.sort()]);
    }
  });

  test('tells what every event has, and what the interfaces add', () => {
    const fields = rowsBelow('## What every event has').map(([field]) => named(field!)[0]);
    expect(fields.sort()).toEqual(fieldsOf('Event').sort());
    const section = document.slice(document.indexOf('## Every type'), document.indexOf('| type'));
    for (const name of ['VersionEvent', 'DraftEvent', 'ActivationEvent', 'RunEvent']) {
      const sentence = section.split(`\`${name}\``)[1]!.split(/\.\s/)[0]!;
      const added = fieldsOf(name).filter((field) => !fieldsOf('Event').includes(field));
      expect([name, named(sentence).sort()]).toEqual([name, added.sort()]);
    }
  });

  test('says of each type when it is written, by mutations that there are', () => {
    const mutations = Object.keys(schema.getMutationType()!.getFields());
    for (const [type, , , , when] of rows) {
      expect(when!.length).toBeGreaterThan(5);
      const unknown = named(when!).filter(
        (name) => !mutations.includes(name) && !['sealing', 'activate', 'live'].includes(name),
      );
      expect([type, unknown]).toEqual([type, []]);
    }
  });

  test('tells of every subscription that sends events', () => {
    const sending = Object.values(schema.getSubscriptionType()!.getFields())
      .filter(({ args }) => args.some(({ name }) => name === 'after'))
      .map(({ name }) => name);
    const told = rowsBelow('## Subscribing').map(([name]) => named(name!)[0]);
    expect(told.sort()).toEqual(sending.sort());
  });
});
