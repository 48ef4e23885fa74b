import { Migration } from '@mikro-orm/migrations';

export class M20261126UnconfirmedMail extends Migration {
  override name = 'M20261126UnconfirmedMail';

  override up(): void {
    this.addSql(
      'alter table "mail_job" add "unconfirmed" int not null default 0, add "excused_at" timestamptz(3) null',
    );
  }

  override down(): void {
    this.addSql('alter table "mail_job" drop column "unconfirmed", drop column "excused_at"');
  }
}
