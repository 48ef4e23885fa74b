import { Migration } from '@mikro-orm/migrations';

export class M20261126UnconfirmedMail extends Migration {
  override name = 'M20261126UnconfirmedMail';

  override up(): void {
    this.addSql('alter table `mail_job` add column `unconfirmed` integer not null default 0');
    this.addSql('alter table `mail_job` add column `excused_at` datetime null');
  }

  override down(): void {
    this.addSql('alter table `mail_job` drop column `unconfirmed`');
    this.addSql('alter table `mail_job` drop column `excused_at`');
  }
}
