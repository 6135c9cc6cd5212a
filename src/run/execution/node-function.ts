import type { Definition, DefinitionNode, JsonObject, JsonValue } from '../../graph/definition';
import type { Clock } from '../../platform/clock';
import type { ExpressionEvaluator } from './expression';
import type { ExpressionScope } from './expression-scope';
import type { HttpAnswer, HttpRequest } from './http-request';
import type { SecretSource } from './secret-text';

/** What functions of nodes use of the world. */
export interface NodeServices {
  clock: Clock;
  expressions: ExpressionEvaluator;
  /** Sends a request within the bounds of the installation, see `sendHttp`. */
  http: (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;
  /** Secrets of the run's workspace. */
  secretOf: SecretSource;
}

/** The step that a function works on. */
export interface NodeContext {
  definition: Definition;
  node: DefinitionNode;
  scope: ExpressionScope;
  /** What the trigger that fired was given: the input of a manual start, a tick, a request. */
  payload: JsonValue;
  /** The same for each attempt at this step of this run, for others to know a repetition by. */
  stepKey: string;
  /** Aborted when the run is cancelled or the attempt is out of time. */
  signal: AbortSignal;
  services: NodeServices;
  /** Keeps what the step works on, for people to read: secrets stand as references. */
  recordInput?: (input: JsonValue) => void;
}

/** What comes of a function. */
export type NodeResult =
  | {
      kind: 'DONE';
      output: JsonValue;
      /** New values of variables, by name. */
      variables?: JsonObject;
    }
  /** Goes on at a time (RFC 3339, UTC); no process is held meanwhile. */
  | { kind: 'WAIT'; until: string }
  /** Goes on when a person answers. */
  | { kind: 'WAIT'; signal: 'APPROVAL'; prompt: string }
  /** Goes on when a run of another workflow has finished that is to be started on this digest. */
  | { kind: 'CHILD'; workflowId: string; digest: string; input: JsonValue };

/** What a step was waiting for has come. */
export type Wake =
  | { kind: 'TIME' }
  | { kind: 'SIGNAL'; data: JsonValue; /** Who answered. */ by?: JsonObject }
  | { kind: 'CHILD'; succeeded: true; output: JsonValue }
  | { kind: 'CHILD'; succeeded: false; message: string };

/** How nodes of a type work. What it throws fails the attempt. */
export interface NodeFunction {
  start(context: NodeContext): Promise<NodeResult> | NodeResult;
  /** Goes on after a wait. A type without it never waits. */
  resume?(context: NodeContext, wake: Wake): Promise<NodeResult> | NodeResult;
}
