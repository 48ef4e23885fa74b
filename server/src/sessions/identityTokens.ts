import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose';
import type { Clock } from '../domain/clock.ts';
import type { SecretKeys } from '../links/signedLink.ts';
import type { LiveSession } from './currentSession.ts';

/** Says who is calling, so that a product verifies it without asking. */
export interface IdentityTokens {
  /**
   * A JWT (RFC 7519) of a session, signed with EdDSA, which is valid for a minute: `iss` and `aud` are PUBLIC_URL, `sub` is
   * the account, `sid` the session, `reference` the product's own key where the account has one.
   */
  sign(live: LiveSession): Promise<string>;
  /** The public keys as a JWK Set (RFC 7517): that of SECRET_KEY, and those of its fallbacks. */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>;
}

/** Short, since nothing ends a token early: neither signing out nor a reset. */
const IDENTITY_TOKEN_SECONDS = 60;

/** Of HKDF: these keys have nothing in common with those of links. */
const LABEL = 'rekey identity token, Ed25519';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410 section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/**
 * Makes tokens with a key that follows from SECRET_KEY alone, so that every replica has it and nothing is stored.
 * Another SECRET_KEY is another key, with another `kid`.
 */
export function createIdentityTokens(options: {
  readonly secretKeys: SecretKeys;
  /** PUBLIC_URL, known once the server listens. */
  readonly issuer: () => string;
  readonly clock: Clock;
}): IdentityTokens {
  const { secretKeys, issuer, clock } = options;
  const [current, ...fallbacks] = secretKeys;
  const signing = signingKeyOf(current);
  const all = Promise.all([signing, ...fallbacks.map(signingKeyOf)]);
  return {
    async sign({ account, session }) {
      const { kid, privateKey } = await signing;
      const issuedAt = Math.floor(clock().getTime() / 1000);
      const reference = account.reference === null ? {} : { reference: account.reference };
      return new SignJWT({ sid: session.id, ...reference })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
        .setIssuer(issuer())
        .setAudience(issuer())
        .setSubject(account.id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + IDENTITY_TOKEN_SECONDS)
        .sign(privateKey);
    },
    jwks: async () => ({ keys: (await all).map(({ publicJwk }) => publicJwk) }),
  };
}

async function signingKeyOf(secretKey: string): Promise<SigningKey> {
  const seed = Buffer.from(hkdfSync('sha256', secretKey, '', LABEL, 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const jwk = await exportJWK(createPublicKey(privateKey));
  // By the key itself (RFC 7638): replicas agree on it, and a rotated key has another one.
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' } };
}
