import { EventType, eventName, eventTypeName } from '../../../src/event/event-type';

const types = Object.values(EventType);

describe('names of event types', () => {
  test('a type is named alike in GraphQL, in the log and in webhooks', () => {
    expect(eventTypeName(EventType.VERSION_ROLLED_BACK)).toBe('VersionRolledBack');
    expect(eventTypeName(EventType.WORKFLOW_CREATED)).toBe('WorkflowCreated');
    expect(eventName(EventType.WORKFLOW_CREATED)).toBe('workflow.created');
    expect(eventName(EventType.VERSION_ACTIVATED)).toBe('workflow.version.activated');
    expect(eventName(EventType.VERSION_ROLLED_BACK)).toBe('workflow.version.rolled_back');
  });

  test('the name of a user error is not taken', () => {
    expect(eventTypeName(EventType.VERSION_SEALED)).toBe('VersionSealedEvent');
  });

  test('every type has names of its own, and is called as it is written', () => {
    expect(new Set(types.map(eventTypeName)).size).toBe(types.length);
    expect(new Set(types.map(eventName)).size).toBe(types.length);
    for (const type of types) {
      expect(EventType[type]).toBe(type);
      expect(eventTypeName(type)).toMatch(/^([A-Z][a-z]+)+$/);
      expect(eventName(type)).toMatch(/^workflow(\.[a-z]+(_[a-z]+)*)+$/);
    }
  });
});
