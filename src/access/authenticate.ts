import { type Actor } from '../platform/actor';
import { invalidInput } from '../platform/refusal';
import { missingScopes, Unauthenticated } from './api-token.errors';
import { type ApiTokenService } from './api-token.service';
import { type Caller, mayUse } from './caller';
import { JwtVerifier } from './jwt';
import { type WorkspaceService } from './workspace.service';

const LONGEST_ACTOR = 200;

/** What a request shows of itself: headers over HTTP, the payload of `connection_init` over WebSocket. */
export interface Credentials {
  /** `Bearer <token>`. */
  authorization?: string;
  /** The person that the token's holder acts for. */
  actorId?: string;
  actorName?: string;
}

/** Finds out who makes a request. The only way to a {@link Caller} from outside. */
export class Authenticator {
  constructor(
    private readonly tokens: ApiTokenService,
    private readonly workspaces: WorkspaceService,
    private readonly jwt?: JwtVerifier,
  ) {}

  /**
   * The caller that `credentials` prove, undefined where they claim nothing.
   * @throws Unauthenticated for a bad token, Forbidden for naming a person without the scope
   * `act-as`, Refusal INVALID_INPUT for a person without id, IdentityProviderUnavailable.
   */
  async authenticate(credentials: Credentials): Promise<Caller | undefined> {
    const { authorization } = credentials;
    if (authorization === undefined || authorization === '') {
      if (namesPerson(credentials)) throw new Unauthenticated('Acting for a person needs a token.');
      return undefined;
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token) throw new Unauthenticated('The authorization must be "Bearer" and a token.');
    const caller =
      this.jwt && JwtVerifier.looksLikeJwt(token)
        ? await this.callerOfJwt(this.jwt, token)
        : await this.callerOfToken(token);
    return namesPerson(credentials) ? actingFor(caller, credentials) : caller;
  }

  private async callerOfToken(secret: string): Promise<Caller> {
    const token = await this.tokens.ofSecret(secret);
    if (!token) throw new Unauthenticated('The token is unknown, expired or revoked.');
    return {
      workspaceId: token.workspaceId,
      actor: { kind: 'TOKEN', id: token.id, name: token.name },
      scopes: new Set(token.scopes),
      tokenId: token.id,
      expiresAt: token.expiresAt ?? undefined,
    };
  }

  private async callerOfJwt(jwt: JwtVerifier, token: string): Promise<Caller> {
    const identity = await jwt.verify(token);
    const workspace = await this.workspaces.findByKey(identity.workspaceKey);
    if (!workspace) throw new Unauthenticated('The token names no workspace of this server.');
    return {
      workspaceId: workspace.id,
      actor: { kind: 'USER', id: identity.subject, name: identity.name },
      scopes: new Set(identity.scopes),
      expiresAt: identity.expiresAt,
    };
  }
}

function namesPerson({ actorId, actorName }: Credentials): boolean {
  return actorId !== undefined || actorName !== undefined;
}

function actingFor(caller: Caller, { actorId, actorName }: Credentials): Caller {
  if (!mayUse(caller, 'act-as')) throw missingScopes(['act-as']);
  if (!actorId) throw invalidInput('Acting for a person needs the id of that person.', ['actorId']);
  const actor: Actor = { kind: 'USER', id: actorId, name: actorName || actorId };
  if (actor.id.length > LONGEST_ACTOR || actor.name.length > LONGEST_ACTOR) {
    throw invalidInput(
      `The id and the name of a person take ${LONGEST_ACTOR} characters at most.`,
      ['actorId'],
    );
  }
  return { ...caller, actor };
}
