import { Migration } from '@mikro-orm/migrations';

export class M20261126Strangers extends Migration {
  override name = 'M20261126Strangers';

  override up(): void {
    this.addSql('alter table "account" add "language" varchar(16) null');
    this.addSql('alter table "security_event" add "count" int not null default 1, add "fold_key" varchar(64) null');
    this.addSql('alter table "security_event" alter column "id" type bigint');
    this.addSql('alter sequence "security_event_id_seq" as bigint');
    this.addSql('alter table "security_event" add constraint "security_event_fold_key_unique" unique ("fold_key")');
    this.addSql('create index "security_event_account_id_at_id_index" on "security_event" ("account_id", "at", "id")');
    this.addSql('drop index "security_event_account_id_id_index"');
    this.addSql('drop index "rate_limit_address_digest_index"');
    // Counts of version 0.1 that had no end.
    this.addSql(`delete from "rate_limit" where "resets_at" > now() + interval '7 days'`);
  }

  override down(): void {
    this.addSql('alter table "account" drop column "language"');
    this.addSql('alter table "security_event" drop constraint "security_event_fold_key_unique"');
    this.addSql('drop index "security_event_account_id_at_id_index"');
    this.addSql('alter table "security_event" drop column "count", drop column "fold_key"');
    this.addSql('alter sequence "security_event_id_seq" as int');
    this.addSql('alter table "security_event" alter column "id" type int');
    this.addSql('create index "security_event_account_id_id_index" on "security_event" ("account_id", "id")');
    this.addSql('create index "rate_limit_address_digest_index" on "rate_limit" ("address_digest")');
  }
}
