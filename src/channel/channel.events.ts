import { type NewEvent } from '../event/event';
import { EventType } from '../event/event-type';
import { type Activation, type ActivationKind, type Channel } from './channel';

const TYPES: Record<ActivationKind, EventType> = {
  ACTIVATE: EventType.VERSION_ACTIVATED,
  ROLLBACK: EventType.VERSION_ROLLED_BACK,
  DEACTIVATE: EventType.CHANNEL_DEACTIVATED,
  ROUTE: EventType.CHANNEL_ROUTED,
};

export const ACTIVATION_EVENTS: readonly EventType[] = Object.values(TYPES);

export const channelActivated = (
  channel: Channel,
  activation: Activation,
  versionIds: string[],
): NewEvent => ({
  type: TYPES[activation.kind],
  facts: {
    activationId: activation.id,
    channelId: channel.id,
    channelKey: channel.key,
    activationSequence: activation.sequence,
    versionIds,
  },
});

export const channelCreated = (channel: Channel): NewEvent => ({
  type: EventType.CHANNEL_CREATED,
  facts: { channelId: channel.id, channelKey: channel.key },
});

export const channelDeleted = (channel: Channel): NewEvent => ({
  type: EventType.CHANNEL_DELETED,
  facts: { channelId: channel.id, channelKey: channel.key },
});
