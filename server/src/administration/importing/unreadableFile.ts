/** Thrown where a whole file cannot be imported. Nothing was written. Its message is one sentence for the operator. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
