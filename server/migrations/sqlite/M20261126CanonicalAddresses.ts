import { Migration } from '@mikro-orm/migrations';
import { canonicaliseAddresses, revertCanonicalAddresses } from '../../src/database/canonicalAddresses.ts';

export class M20261126CanonicalAddresses extends Migration {
  override name = 'M20261126CanonicalAddresses';

  override async up(): Promise<void> {
    await canonicaliseAddresses(this.getEntityManager());
  }

  override async down(): Promise<void> {
    await revertCanonicalAddresses(this.getEntityManager());
  }
}
