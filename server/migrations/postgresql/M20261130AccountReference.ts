import { Migration } from '@mikro-orm/migrations';

export class M20261130AccountReference extends Migration {
  override name = 'M20261130AccountReference';

  override up(): void {
    this.addSql('alter table "account" add "reference" varchar(128) null');
    this.addSql('alter table "account" add constraint "account_reference_unique" unique ("reference")');
  }

  override down(): void {
    this.addSql('alter table "account" drop constraint "account_reference_unique"');
    this.addSql('alter table "account" drop column "reference"');
  }
}
