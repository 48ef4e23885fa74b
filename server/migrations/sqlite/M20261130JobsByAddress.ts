import { Migration } from '@mikro-orm/migrations';

export class M20261130JobsByAddress extends Migration {
  override name = 'M20261130JobsByAddress';

  override up(): void {
    this.addSql('drop index `mail_job_account_id_position_index`');
    this.addSql('create index "mail_job_address_index" on "mail_job" (lower("address")) where "account_id" is null');
    this.addSql(
      'create index `mail_job_account_id_position_index` on `mail_job` (`account_id`, `position`) where `account_id` is not null',
    );
  }

  override down(): void {
    this.addSql('drop index `mail_job_address_index`');
    this.addSql('drop index `mail_job_account_id_position_index`');
    this.addSql(
      'create index `mail_job_account_id_position_index` on `mail_job` (`account_id`, `position`) where `payload` is not null',
    );
  }
}
