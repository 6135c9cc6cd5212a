import { type Actor } from '../platform/actor';

/**
 * Where a secret's value comes from: set by `setSecret` and stored encrypted, or given to the
 * process by the variable `SECRETS_<NAME>`. Where both have a name, the stored value counts.
 */
export type SecretOrigin = 'STORED' | 'ENVIRONMENT';

/** A text that definitions refer to by `{{secrets.NAME}}`, as it may be shown: all but its value. */
export interface Secret {
  /** Unique in its workspace; upper and lower case differ. */
  name: string;
  origin: SecretOrigin;
  /** Null for one of the environment, as the three that follow. */
  createdAt: string | null;
  createdBy: Actor | null;
  /** When the value was last set. */
  updatedAt: string | null;
  updatedBy: Actor | null;
  /** Whether the value can be decrypted with the key that the server has now. */
  isReadable(): boolean | Promise<boolean>;
}

/** Which secret of which workspace. */
export interface SecretPlace {
  workspaceId: string;
  name: string;
}
