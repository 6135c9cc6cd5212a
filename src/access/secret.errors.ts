import { Refusal } from '../platform/refusal';

/** A secret was to be stored, but there is no key to encrypt it with, and none may be made here. */
export class SecretsKeyMissing extends Refusal {
  constructor() {
    super(
      'SECRETS_KEY_MISSING',
      'This server has no key to encrypt secrets with. Its operator sets SECRETS_KEY, to the same 32 random characters or more on every process.',
    );
  }
}

/** A secret is stored, but not under the key that the server has now; or its row was tampered with. */
export class SecretUnreadable extends Refusal {
  constructor(readonly secretName: string) {
    super(
      'SECRET_UNREADABLE',
      `The secret ${secretName} cannot be decrypted: the server has another key than the one it was stored with, or none. Start the server with the former SECRETS_KEY, or set the secret anew.`,
    );
  }
}
