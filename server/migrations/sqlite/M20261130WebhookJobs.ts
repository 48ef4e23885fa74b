import { Migration } from '@mikro-orm/migrations';

export class M20261130WebhookJobs extends Migration {
  override name = 'M20261130WebhookJobs';

  override up(): void {
    this.addSql('alter table `mail_job` add column `payload` text null');
    this.addSql('alter table `mail_job` add column `position` integer null');
    this.addSql(
      'create index `mail_job_account_id_position_index` on `mail_job` (`account_id`, `position`) where `payload` is not null',
    );
  }

  override down(): void {
    this.addSql('drop index `mail_job_account_id_position_index`');
    this.addSql('alter table `mail_job` drop column `payload`');
    this.addSql('alter table `mail_job` drop column `position`');
  }
}
