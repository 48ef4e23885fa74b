import { Migration } from '@mikro-orm/migrations';

export class M20261123Initial extends Migration {
  override name = 'M20261123Initial';

  override up(): void {
    this.addSql(
      'create table "account" ("id" uuid not null, "email" varchar(254) not null, "canonical_email" varchar(254) not null, "password_hash" text null, "disabled" boolean not null, "link_generation" int not null, "created_at" timestamptz(3) not null, "last_login_at" timestamptz(3) null, primary key ("id"))',
    );
    this.addSql('alter table "account" add constraint "account_canonical_email_unique" unique ("canonical_email")');
    this.addSql(
      'create table "closed_address" ("address_digest" varchar(64) not null, "closed_at" timestamptz(3) not null, primary key ("address_digest"))',
    );
    this.addSql('create index "closed_address_closed_at_index" on "closed_address" ("closed_at")');
    this.addSql(
      'create table "mail_job" ("id" uuid not null, "kind" varchar(40) not null, "address" varchar(254) null, "account_id" uuid null, "language" varchar(16) not null, "ip_address" varchar(64) null, "user_agent" varchar(512) null, "state" varchar(16) not null, "attempts" int not null, "next_attempt_at" timestamptz(3) not null, "lease_owner" varchar(40) null, "lease_expires_at" timestamptz(3) null, "last_reply" text null, "created_at" timestamptz(3) not null, "settled_at" timestamptz(3) null, primary key ("id"))',
    );
    this.addSql('create index "mail_job_state_next_attempt_at_index" on "mail_job" ("state", "next_attempt_at")');
    this.addSql('create index "mail_job_state_settled_at_index" on "mail_job" ("state", "settled_at")');
    this.addSql(
      'create table "rate_limit" ("key" varchar(160) not null, "address_digest" varchar(64) null, "count" int not null, "resets_at" timestamptz(3) not null, primary key ("key"))',
    );
    this.addSql('create index "rate_limit_address_digest_index" on "rate_limit" ("address_digest")');
    this.addSql('create index "rate_limit_resets_at_index" on "rate_limit" ("resets_at")');
    this.addSql(
      'create table "security_event" ("id" serial primary key, "account_id" uuid null, "kind" varchar(32) not null, "at" timestamptz(3) not null, "user_agent" varchar(512) null, "ip_address" varchar(45) null)',
    );
    this.addSql('create index "security_event_account_id_id_index" on "security_event" ("account_id", "id")');
    this.addSql('create index "security_event_at_index" on "security_event" ("at")');
    this.addSql(
      'create table "session" ("id" uuid not null, "token_hash" varchar(43) not null, "account_id" uuid not null, "created_at" timestamptz(3) not null, "last_seen_at" timestamptz(3) not null, "user_agent" varchar(512) null, "ip_address" varchar(45) null, primary key ("id"))',
    );
    this.addSql('alter table "session" add constraint "session_token_hash_unique" unique ("token_hash")');
    this.addSql('create index "session_account_id_index" on "session" ("account_id")');
    this.addSql('create index "session_last_seen_at_index" on "session" ("last_seen_at")');
    this.addSql(
      'alter table "security_event" add constraint "security_event_account_id_foreign" foreign key ("account_id") references "account" ("id") on delete cascade',
    );
    this.addSql(
      'alter table "session" add constraint "session_account_id_foreign" foreign key ("account_id") references "account" ("id") on delete cascade',
    );
  }

  override down(): void {
    this.addSql('alter table "security_event" drop constraint "security_event_account_id_foreign"');
    this.addSql('alter table "session" drop constraint "session_account_id_foreign"');
    this.addSql('drop table if exists "account" cascade');
    this.addSql('drop table if exists "closed_address" cascade');
    this.addSql('drop table if exists "mail_job" cascade');
    this.addSql('drop table if exists "rate_limit" cascade');
    this.addSql('drop table if exists "security_event" cascade');
    this.addSql('drop table if exists "session" cascade');
  }
}
