import { ApolloCache, type Cache } from '@apollo/client/cache';

/**
 * A cache that keeps nothing. Every screen shows what the server answers now, and a normalising cache would be a tenth
 * of the page's code. What is not kept needs no clearing at sign-out.
 */
export class NoCache extends ApolloCache {
  read() {
    return null;
  }
  write() {
    return undefined;
  }
  diff<Data>(): Cache.DiffResult<Data> {
    return { complete: false, result: null, missing: undefined as never };
  }
  watch() {
    return () => {};
  }
  async reset() {}
  evict() {
    return false;
  }
  restore() {
    return this;
  }
  extract() {
    return {};
  }
  removeOptimistic() {}
  fragmentMatches() {
    return true;
  }
  performTransaction(transaction: (cache: ApolloCache) => void) {
    transaction(this);
  }
}
