/** The input is no workflow of a system that can be read, or holds what no definition can hold. */
export class ImportError extends Error {
  /** JSON Pointer (RFC 6901) into the file; `''` is all of it. */
  readonly pointer: string;
  /** What is wrong there, without the pointer. */
  readonly reason: string;

  constructor(pointer: string, reason: string) {
    super(`${pointer === '' ? 'The file' : pointer} ${reason}`);
    this.name = 'ImportError';
    this.pointer = pointer;
    this.reason = reason;
  }
}
