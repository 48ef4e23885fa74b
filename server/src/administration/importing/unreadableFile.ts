/**
 * Thrown where a file is not what it is said to be, or ends too early. People whom it held before that are imported. Its
 * message is one sentence for the operator.
 */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
