import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the command line takes from the environment; nothing else of it reads that. */
export interface CommandEnvironment {
  /** Folder of the contexts and cursors of this user. */
  configDirectory: string;
  /** `SWITCHYARD_URL`: a server that is asked instead of that of the context. */
  url: string | undefined;
  /** `SWITCHYARD_TOKEN`: a token that is used instead of that of the context. */
  token: string | undefined;
  /** `SWITCHYARD_CONTEXT`: the context to use where no option names one. */
  context: string | undefined;
  /** Whether colours are forced or forbidden; undefined where the terminal decides. */
  color: boolean | undefined;
}

/** Empty variables count as absent. `NO_COLOR` (no-color.org) is stronger than `FORCE_COLOR`. */
export function readCommandEnvironment(): CommandEnvironment {
  const given = (name: string): string | undefined => process.env[name] || undefined;
  const home = given('XDG_CONFIG_HOME') ?? join(homedir(), '.config');
  return {
    configDirectory: join(home, 'switchyard'),
    url: given('SWITCHYARD_URL'),
    token: given('SWITCHYARD_TOKEN'),
    context: given('SWITCHYARD_CONTEXT'),
    color: colorWish(given('NO_COLOR'), given('FORCE_COLOR'), given('TERM')),
  };
}

function colorWish(no?: string, force?: string, terminal?: string): boolean | undefined {
  if (no !== undefined) return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return terminal === 'dumb' ? false : undefined;
}
