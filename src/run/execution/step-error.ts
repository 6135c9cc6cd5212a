/** Why a step failed. Codes never change their meaning. */
export type StepErrorCode =
  | 'APPROVAL_INVALID'
  | 'CHILD_FAILED'
  | 'CONFIG_INVALID'
  /** Not a step's doing: the server could not execute the run. */
  | 'EXECUTION_FAULT'
  | 'EXPRESSION_FAILED'
  | 'EXPRESSION_INVALID'
  | 'EXPRESSION_TOO_COSTLY'
  | 'HTTP_ADDRESS_REFUSED'
  | 'HTTP_FAILED'
  | 'HTTP_STATUS'
  | 'HTTP_TOO_LARGE'
  | 'INTERRUPTED'
  | 'NODE_TYPE_UNKNOWN'
  | 'NODE_FAILED'
  | 'OUTPUT_INVALID'
  | 'SECRET_MISSING'
  | 'SECRET_UNREADABLE'
  | 'SUBWORKFLOW_NOT_PINNED'
  | 'TIMED_OUT'
  | 'VARIABLE_TYPE'
  | 'VARIABLE_UNDECLARED';

/**
 * Something of the server failed while a step was at it, such as its database. That is no failure of the
 * step: it passes through unchanged, and the step is made again.
 */
export class ServerFault extends Error {
  constructor(cause: unknown) {
    super('The server failed while a step was under way.', { cause });
    this.name = 'ServerFault';
  }
}

/** Where in a definition a step failed. */
export interface StepErrorPlace {
  /** Id of the node. */
  nodeKey?: string;
  /** Id of the edge, if its condition failed. */
  edgeKey?: string;
  /** JSON Pointer from the node or edge to the text at fault, such as `/config/expression`. */
  path?: string;
  /** Where in that text the fault was noticed, in UTF-16 code units from 0. */
  position?: number;
}

/** A step failed. The message is for people and holds no secret. */
export class StepError extends Error {
  constructor(
    readonly code: StepErrorCode,
    message: string,
    readonly place: StepErrorPlace = {},
    /** Whether the same step can succeed when it is tried again; what only computes cannot. */
    readonly isRetryable: boolean = false,
    /** `cause`: what was thrown, for the log of the installation; it may hold anything. */
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'StepError';
  }

  /** The same error, told from further out: places that it names already stay. */
  at(place: StepErrorPlace): StepError {
    const { cause } = this;
    return new StepError(this.code, this.message, { ...place, ...this.place }, this.isRetryable, {
      cause,
    });
  }
}
