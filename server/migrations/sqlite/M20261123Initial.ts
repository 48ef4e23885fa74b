import { Migration } from '@mikro-orm/migrations';

export class M20261123Initial extends Migration {
  override name = 'M20261123Initial';

  override up(): void {
    this.addSql(
      'create table `account` (`id` text not null primary key, `email` text not null, `canonical_email` text not null, `password_hash` text null, `disabled` integer not null, `link_generation` integer not null, `created_at` datetime not null, `last_login_at` datetime null)',
    );
    this.addSql('create unique index `account_canonical_email_unique` on `account` (`canonical_email`)');
    this.addSql(
      'create table `closed_address` (`address_digest` text not null primary key, `closed_at` datetime not null)',
    );
    this.addSql('create index `closed_address_closed_at_index` on `closed_address` (`closed_at`)');
    this.addSql(
      'create table `mail_job` (`id` text not null primary key, `kind` text not null, `address` text null, `account_id` text null, `language` text not null, `ip_address` text null, `user_agent` text null, `state` text not null, `attempts` integer not null, `next_attempt_at` datetime not null, `lease_owner` text null, `lease_expires_at` datetime null, `last_reply` text null, `created_at` datetime not null, `settled_at` datetime null)',
    );
    this.addSql('create index `mail_job_state_next_attempt_at_index` on `mail_job` (`state`, `next_attempt_at`)');
    this.addSql('create index `mail_job_state_settled_at_index` on `mail_job` (`state`, `settled_at`)');
    this.addSql(
      'create table `rate_limit` (`key` text not null primary key, `address_digest` text null, `count` integer not null, `resets_at` datetime not null)',
    );
    this.addSql('create index `rate_limit_address_digest_index` on `rate_limit` (`address_digest`)');
    this.addSql('create index `rate_limit_resets_at_index` on `rate_limit` (`resets_at`)');
    this.addSql(
      'create table `security_event` (`id` integer not null primary key autoincrement, `account_id` text null, `kind` text not null, `at` datetime not null, `user_agent` text null, `ip_address` text null, constraint `security_event_account_id_foreign` foreign key (`account_id`) references `account` (`id`) on delete cascade)',
    );
    this.addSql('create index `security_event_account_id_id_index` on `security_event` (`account_id`, `id`)');
    this.addSql('create index `security_event_at_index` on `security_event` (`at`)');
    this.addSql(
      'create table `session` (`id` text not null primary key, `token_hash` text not null, `account_id` text not null, `created_at` datetime not null, `last_seen_at` datetime not null, `user_agent` text null, `ip_address` text null, constraint `session_account_id_foreign` foreign key (`account_id`) references `account` (`id`) on delete cascade)',
    );
    this.addSql('create unique index `session_token_hash_unique` on `session` (`token_hash`)');
    this.addSql('create index `session_account_id_index` on `session` (`account_id`)');
    this.addSql('create index `session_last_seen_at_index` on `session` (`last_seen_at`)');
  }

  override down(): void {
    this.addSql('drop table if exists `account`');
    this.addSql('drop table if exists `closed_address`');
    this.addSql('drop table if exists `mail_job`');
    this.addSql('drop table if exists `rate_limit`');
    this.addSql('drop table if exists `security_event`');
    this.addSql('drop table if exists `session`');
  }
}
