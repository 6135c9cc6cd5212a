import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { type Clock } from '../platform/clock';
import { IdentityProviderUnavailable, Unauthenticated } from './api-token.errors';
import { knownScopes } from './api-token.rules';
import { type Scope } from './caller';

export interface JwtOptions {
  jwksUrl: string;
  issuer: string;
  audience: string;
  /** Claim that holds the workspace's key. */
  workspaceClaim: string;
  /** Claim that holds the scopes: a text with spaces between, or a list. */
  scopesClaim: string;
}

/** What a good JWT says about its bearer. */
export interface JwtIdentity {
  subject: string;
  name: string;
  workspaceKey: string;
  scopes: Scope[];
  expiresAt: string;
}

/** Signatures by key pairs only: with a shared secret anybody who can check could also sign. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Errors of jose that are the token's fault; every other one is the key set's, and passes. */
const TOKEN_FAULTS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** Checks JWTs of one identity provider against its published keys, which are cached and fetched anew as needed. */
export class JwtVerifier {
  readonly #keys: JWTVerifyGetKey;

  constructor(
    private readonly options: JwtOptions,
    private readonly clock: Clock,
  ) {
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), { timeoutDuration: 5000 });
  }

  /** Whether a bearer token has the shape of a JWT, so that it is none of ours. */
  static looksLikeJwt(token: string): boolean {
    return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
  }

  /** @throws Unauthenticated for a bad JWT, IdentityProviderUnavailable when the keys cannot be had. */
  async verify(token: string): Promise<JwtIdentity> {
    const payload = await this.payloadOf(token);
    const workspaceKey = payload[this.options.workspaceClaim];
    if (typeof workspaceKey !== 'string') {
      throw new Unauthenticated(
        `The token has no claim "${this.options.workspaceClaim}" that names a workspace.`,
      );
    }
    return {
      subject: payload.sub!,
      name: nameOf(payload),
      workspaceKey,
      scopes: scopesOf(payload[this.options.scopesClaim]),
      expiresAt: new Date(payload.exp! * 1000).toISOString(),
    };
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer: this.options.issuer,
        audience: this.options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(this.clock.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Unauthenticated('The token has expired.');
      if (TOKEN_FAULTS.some((fault) => error instanceof fault)) {
        throw new Unauthenticated('The token is not one that this server accepts.');
      }
      throw new IdentityProviderUnavailable(error);
    }
  }
}

function nameOf(payload: JWTPayload): string {
  const name = payload['name'] ?? payload['preferred_username'] ?? payload['email'];
  return typeof name === 'string' && name !== '' ? name : payload.sub!;
}

function scopesOf(claim: unknown): Scope[] {
  if (typeof claim === 'string') return knownScopes(claim.split(/\s+/));
  if (Array.isArray(claim)) return knownScopes(claim.filter((scope) => typeof scope === 'string'));
  return [];
}
