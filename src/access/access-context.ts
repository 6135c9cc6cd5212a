import { type AccessService } from './access.service';
import { type Caller } from './caller';
import { type SecretService } from './secret.service';

/** What the resolvers of this folder need of a request's context. */
export interface AccessContext {
  /** Absent only for documents that select nothing but introspection. */
  caller: Caller;
  /** The feed's cursor from before anything of this request was read; there where it is selected. */
  eventCursor?: string;
  services: {
    access: AccessService;
    secrets: SecretService;
    feed: { cursor(workspaceId: string): Promise<string> };
  };
}
