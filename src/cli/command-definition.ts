import { type Command } from 'commander';
import { type Session } from './session';

/** What an option's value that is not given stands for: undefined. */
export type Options = Record<string, unknown>;

/** A command as its file describes it; `buildProgram` makes one of commander of it. */
export interface CommandDefinition<Given = Options> {
  /** As it is called; two words for one of a group, such as `token create`. */
  name: string;
  summary: string;
  /** What its help says beside the summary. */
  description?: string;
  /** Arguments and options. */
  configure?(command: Command): void;
  /** Calls with what they do, for its help. */
  examples: readonly (readonly [call: string, meaning: string])[];
  /** @throws CommandError */
  run(session: Session, positional: readonly unknown[], options: Given): Promise<void>;
}

/** A definition whose options have a type. */
export function defineCommand<Given>(definition: CommandDefinition<Given>): CommandDefinition {
  return definition as unknown as CommandDefinition;
}

export const WORKFLOW = 'key or id of the workflow';
export const VERSION = 'a number, v3, draft, latest or active';
