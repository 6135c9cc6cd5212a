/** The input is not an n8n workflow, or holds something that no definition can hold. */
export class N8nFormatError extends Error {
  /** JSON Pointer (RFC 6901) into the file; `''` is all of it. */
  readonly pointer: string;
  /** What is wrong there, without the pointer. */
  readonly reason: string;

  constructor(pointer: string, reason: string) {
    super(`${pointer === '' ? 'The file' : pointer} ${reason}`);
    this.name = 'N8nFormatError';
    this.pointer = pointer;
    this.reason = reason;
  }
}
