import type { Services } from '../accounts/scope.ts';
import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { type LocalMailbox, startLocalMailbox } from '../mail/localMailbox.ts';
import { createPostman, type Postman } from '../mail/postman.ts';
import type { PostmanEvent } from '../mail/postmanEvent.ts';
import type { Templates } from '../mail/templates/templates.ts';
import { createTransport } from '../mail/transport.ts';
import type { Database } from '../sql/database.ts';
import { composersFor, sortersFor } from './mailKinds.ts';

/** The postman at work, with what it sends by. */
export interface StartedMail {
  readonly postman: Postman;
  /** Undefined where a mail server is configured. */
  readonly mailbox: LocalMailbox | undefined;
  /** Finishes the mails under way within `drainMs`, puts the rest back into the queue, and closes. */
  close(drainMs: number): Promise<void>;
}

/** Starts the postman, and a mailbox on this machine where no mail server is configured. */
export async function startMail(options: {
  readonly config: Config;
  readonly parts: Services;
  readonly database: Database;
  readonly templates: Templates;
  readonly publicUrl: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly observe: (event: PostmanEvent) => void;
}): Promise<StartedMail> {
  const { config, parts, database, templates, publicUrl, log, clock, observe } = options;
  const mailbox = config.mailServer ? undefined : await startLocalMailbox();
  const mailServer = config.mailServer ?? {
    host: '127.0.0.1',
    port: mailbox?.smtpPort ?? 0,
    tls: 'none',
    from: config.mailFrom,
  };
  const transport = createTransport(mailServer, { brandName: config.brand.name, dkim: config.dkim });
  const composers = composersFor(parts, publicUrl);
  const sorters = sortersFor(parts);
  const postman = createPostman({ orm: database, transport, composers, sorters, templates, log, clock, observe });
  postman.start();
  return {
    postman,
    mailbox,
    async close(drainMs) {
      await postman.stop(drainMs);
      transport.close();
      await mailbox?.close();
    },
  };
}
