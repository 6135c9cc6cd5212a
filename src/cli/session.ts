import { ConfigDirectory, type Context } from './config-file';
import { CommandError } from './command-error';
import { type CommandEnvironment } from './environment';
import { FindWorkflowDocument } from './generated/documents';
import { Output } from './output';
import { DEFAULT_URL, readServerUrl, ServerConnection } from './server-connection';

/** Options that every command takes. */
export interface CommonOptions {
  json?: boolean;
  context?: string;
  url?: string;
}

/** What a command works with. */
export class Session {
  readonly output: Output;
  readonly configDirectory: ConfigDirectory;

  constructor(
    readonly environment: CommandEnvironment,
    readonly options: CommonOptions,
  ) {
    this.output = new Output(options.json ?? false, environment.color);
    this.configDirectory = new ConfigDirectory(environment.configDirectory);
  }

  /** The server that options, environment and contexts lead to, in this order. */
  connection(): ServerConnection {
    const { environment, options } = this;
    // who names a context means it whole: another server, or its token sent there, would be a mistake
    if (options.context !== undefined && options.url === undefined)
      return this.connectionOf(options.context);
    const context = this.context();
    const given = options.url ?? environment.url;
    const url = readServerUrl(given ?? context?.url ?? DEFAULT_URL);
    // the token of a context is for its server alone
    const own = context && readServerUrl(context.url) === url ? context.token : undefined;
    return new ServerConnection(url, environment.token ?? own);
  }

  /** The connection of another context; for work between two. */
  connectionOf(name: string): ServerConnection {
    const { url, token } = this.contextOf(name);
    return new ServerConnection(readServerUrl(url), token);
  }

  private context(): Context | undefined {
    const named = this.options.context ?? this.environment.context;
    if (named !== undefined) return this.contextOf(named);
    const { current } = this.configDirectory.config();
    return current === undefined ? undefined : this.configDirectory.context(current);
  }

  private contextOf(name: string): Context {
    const context = this.configDirectory.context(name);
    if (context) return context;
    throw new CommandError(
      'usage',
      `There is no context ${name}.`,
      `Make it by \`switchyard login --context ${name} --url URL\`; \`switchyard contexts\` lists those there are.`,
    );
  }

  /** A workflow by its key or id. @throws CommandError notFound */
  async workflow(
    server: ServerConnection,
    name: string,
  ): Promise<{ id: string; key: string; name: string }> {
    const { workflow } = await server.request(FindWorkflowDocument, workflowNamed(name));
    return workflow ?? missingWorkflow(name);
  }
}

/** How a query finds a workflow: keys have no underscore, ids have one. */
export function workflowNamed(name: string): { id?: string; key?: string } {
  return name.includes('_') ? { id: name } : { key: name };
}

/** @param alternative to name one that is there. */
export function missingWorkflow(name: string, alternative = ''): never {
  throw new CommandError(
    'notFound',
    `There is no workflow ${name}.`,
    `\`switchyard workflows\` lists those there are${alternative}.`,
  );
}

export function missingVersion(workflow: string, version: string): never {
  throw new CommandError(
    'notFound',
    `There is no version ${version} of ${workflow}.`,
    `\`switchyard versions ${workflow}\` lists those there are.`,
  );
}
