import { type VariableType } from '../graph/definition';

/** A variable's value that outlives the run that set it. */
export interface PersistentVariable {
  name: string;
  type: VariableType;
  /** JSON text. */
  value: string;
}

/** A variable is known by name and type: one that changes its type finds nothing, and loses nothing. */
export function variableKey(name: string, type: VariableType): string {
  return `${type} ${name}`;
}
