import { Migration } from '@mikro-orm/migrations';

export class M20261126Strangers extends Migration {
  override name = 'M20261126Strangers';

  override up(): void {
    this.addSql('alter table `account` add column `language` text null');
    this.addSql('alter table `security_event` add column `count` integer not null default 1');
    this.addSql('alter table `security_event` add column `fold_key` text null');
    this.addSql('create unique index `security_event_fold_key_unique` on `security_event` (`fold_key`)');
    this.addSql('create index `security_event_account_id_at_id_index` on `security_event` (`account_id`, `at`, `id`)');
    this.addSql('drop index `security_event_account_id_id_index`');
    this.addSql('drop index `rate_limit_address_digest_index`');
    // Counts of version 0.1 that had no end; times are milliseconds since 1970.
    this.addSql("delete from `rate_limit` where `resets_at` > (strftime('%s', 'now') + 7 * 86400) * 1000");
  }

  override down(): void {
    this.addSql('alter table `account` drop column `language`');
    this.addSql('drop index `security_event_fold_key_unique`');
    this.addSql('drop index `security_event_account_id_at_id_index`');
    this.addSql('alter table `security_event` drop column `count`');
    this.addSql('alter table `security_event` drop column `fold_key`');
    this.addSql('create index `security_event_account_id_id_index` on `security_event` (`account_id`, `id`)');
    this.addSql('create index `rate_limit_address_digest_index` on `rate_limit` (`address_digest`)');
  }
}
