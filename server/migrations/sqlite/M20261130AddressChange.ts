import { Migration } from '@mikro-orm/migrations';

export class M20261130AddressChange extends Migration {
  override name = 'M20261130AddressChange';

  override up(): void {
    this.addSql(
      'create table `address_change` (`note_id` text not null primary key, `account_id` text not null, `link_generation` integer not null, `changed_at` datetime not null, constraint `address_change_account_id_foreign` foreign key (`account_id`) references `account` (`id`) on delete cascade)',
    );
    this.addSql('create index `address_change_changed_at_index` on `address_change` (`changed_at`)');
    this.addSql(
      'create index `address_change_account_id_link_generation_index` on `address_change` (`account_id`, `link_generation`)',
    );
    this.addSql('alter table `mail_job` add column `condition` text null');
  }

  override down(): void {
    this.addSql('drop table if exists `address_change`');
    this.addSql('alter table `mail_job` drop column `condition`');
  }
}
