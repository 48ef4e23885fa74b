import { Migration } from '@mikro-orm/migrations';

export class M20261130AddressChange extends Migration {
  override name = 'M20261130AddressChange';

  override up(): void {
    this.addSql(
      'create table "address_change" ("note_id" uuid not null, "account_id" uuid not null, "link_generation" int not null, "changed_at" timestamptz(3) not null, primary key ("note_id"))',
    );
    this.addSql('create index "address_change_changed_at_index" on "address_change" ("changed_at")');
    this.addSql(
      'create index "address_change_account_id_link_generation_index" on "address_change" ("account_id", "link_generation")',
    );
    this.addSql('alter table "mail_job" add "condition" varchar(64) null');
    this.addSql(
      'alter table "address_change" add constraint "address_change_account_id_foreign" foreign key ("account_id") references "account" ("id") on delete cascade',
    );
  }

  override down(): void {
    this.addSql('drop table if exists "address_change" cascade');
    this.addSql('alter table "mail_job" drop column "condition"');
  }
}
