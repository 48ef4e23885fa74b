import { Migration } from '@mikro-orm/migrations';

export class M20261123EventOfMailJob extends Migration {
  override name = 'M20261123EventOfMailJob';

  override up(): void {
    this.addSql('alter table "security_event" add column "mail_job_id" uuid null');
    this.addSql(
      'alter table "security_event" add constraint "security_event_mail_job_id_unique" unique ("mail_job_id")',
    );
  }

  override down(): void {
    this.addSql('alter table "security_event" drop constraint "security_event_mail_job_id_unique"');
    this.addSql('alter table "security_event" drop column "mail_job_id"');
  }
}
