import { type AccessContext } from '../access/access-context';
import { type EventFeed } from '../event/event-feed';
import { type EventStore } from '../event/event.store';
import { type Presence } from './presence';
import { type WorkflowLoader } from './workflow.loader';
import { type WorkflowService } from './workflow.service';

/** What resolvers of workflows find in a request. */
export interface WorkflowContext extends AccessContext {
  services: AccessContext['services'] & {
    workflows: WorkflowService;
    events: EventStore;
    feed: EventFeed;
    presence: Presence;
  };
  loaders: { workflows: WorkflowLoader };
}
