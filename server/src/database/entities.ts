import { Account } from '../accounts/account.ts';
import { AddressChange } from '../accounts/addressChange.ts';
import { ClosedAddress } from '../accounts/closedAddress.ts';
import { SecurityEvent } from '../accounts/securityEvent.ts';
import { RateLimit } from '../limits/rateLimit.ts';
import { Job } from '../queue/job.ts';
import { Session } from '../sessions/session.ts';

/** Every entity, each after those it refers to. */
export const ENTITIES = [Account, Session, SecurityEvent, AddressChange, ClosedAddress, Job, RateLimit] as const;
