import { Migration } from '@mikro-orm/migrations';

export class M20261123EventOfMailJob extends Migration {
  override name = 'M20261123EventOfMailJob';

  override up(): void {
    this.addSql('alter table `security_event` add column `mail_job_id` text null');
    this.addSql('create unique index `security_event_mail_job_id_unique` on `security_event` (`mail_job_id`)');
  }

  override down(): void {
    this.addSql('drop index `security_event_mail_job_id_unique`');
    this.addSql('alter table `security_event` drop column `mail_job_id`');
  }
}
