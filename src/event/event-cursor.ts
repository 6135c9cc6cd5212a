import { createHash } from 'node:crypto';
import { Refusal } from '../platform/refusal';

/**
 * A place in a workspace's feed as opaque text. It carries a fingerprint of store and workspace,
 * so that a cursor from elsewhere is refused instead of silently meaning another place.
 */
export class EventCursor {
  readonly #fingerprints = new Map<string, string>();

  constructor(private readonly storeId: string) {}

  encode(workspaceId: string, position: number): string {
    return Buffer.from(`${this.fingerprint(workspaceId)}:${position}`).toString('base64url');
  }

  /** @throws Refusal CURSOR_INVALID for anything that this store did not make for this workspace. */
  decode(workspaceId: string, cursor: string): number {
    const text = Buffer.from(cursor, 'base64url').toString('latin1');
    const position = Number(/:(\d{1,15})$/.exec(text)?.[1]);
    // base64url is read leniently, so only what encodes to the very same text is one of ours
    if (this.encode(workspaceId, position) !== cursor)
      throw cursorInvalid('It is not a cursor of this workspace.');
    return position;
  }

  private fingerprint(workspaceId: string): string {
    let fingerprint = this.#fingerprints.get(workspaceId);
    if (fingerprint === undefined) {
      fingerprint = createHash('sha256')
        .update(`${this.storeId}/${workspaceId}`)
        .digest('hex')
        .slice(0, 12);
      this.#fingerprints.set(workspaceId, fingerprint);
    }
    return fingerprint;
  }
}

export function cursorInvalid(why: string): Refusal {
  return new Refusal('CURSOR_INVALID', `The cursor in "after" cannot be used: ${why}`, ['after']);
}
