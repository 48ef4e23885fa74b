import { Migration } from '@mikro-orm/migrations';

export class M20261130AccountReference extends Migration {
  override name = 'M20261130AccountReference';

  override up(): void {
    this.addSql('alter table `account` add column `reference` text null');
    this.addSql('create unique index `account_reference_unique` on `account` (`reference`)');
  }

  override down(): void {
    this.addSql('drop index `account_reference_unique`');
    this.addSql('alter table `account` drop column `reference`');
  }
}
