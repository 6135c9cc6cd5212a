import { defineCommand } from '../command-definition';
import { usageError } from '../command-error';
import { decodeText, readBytes } from '../content-file';
import { ViewerDocument } from '../generated/documents';
import { readServerUrl, ServerConnection, DEFAULT_URL } from '../server-connection';
import { readHidden } from '../hidden-input';

interface LoginOptions {
  tokenStdin?: boolean;
}

export const login = defineCommand<LoginOptions>({
  name: 'login',
  summary: 'keeps the address of a server and a token for it',
  description:
    'Keeps both under the name of a context (--context, "default" if absent) in a file that you alone can read, and makes it the current one. The token is asked for, or read from stdin; it is no option, since others on this machine can see those.',
  configure: (command) => command.option('--token-stdin', 'read the token from stdin'),
  examples: [
    ['switchyard login --url https://switchyard.example.com', 'asks for the token'],
    ['switchyard login --context local --token-stdin < data/admin-token', 'a server of your own'],
  ],
  async run(
    { environment, options: { context, url: named }, configDirectory, output },
    _,
    options,
  ) {
    const name = context ?? environment.context ?? 'default';
    const config = configDirectory.config();
    const url = readServerUrl(
      named ?? environment.url ?? configDirectory.context(name)?.url ?? DEFAULT_URL,
    );
    const given = options.tokenStdin
      ? decodeText(await readBytes('-'), 'stdin')
      : await readHidden('Token: ');
    const token = given.trim();
    if (!token) throw usageError('There was no token.', 'Give it by --token-stdin.');
    if (!/^[\x21-\x7e]+$/.test(token)) throw usageError('A token is one word of ASCII.');
    const { viewer } = await new ServerConnection(url, token).request(ViewerDocument, {});
    const contexts = { ...config.contexts, [name]: { url, token } };
    configDirectory.keepConfig({ ...config, current: name, contexts });
    output.data(
      { context: name, url, viewer },
      () => `Signed in to ${url} as ${viewer.actor.name}, in the context ${name}.`,
    );
  },
});

export const logout = defineCommand({
  name: 'logout',
  summary: 'forgets a context and its token',
  description: 'Forgets the current context, or that of --context. The token itself stays valid.',
  examples: [['switchyard logout --context local', 'forgets the token of that server']],
  async run({ environment, options, configDirectory, output }) {
    const config = configDirectory.config();
    const name = options.context ?? environment.context ?? config.current;
    if (name === undefined || !configDirectory.context(name))
      throw usageError('There is no such context.', '`switchyard contexts` lists those there are.');
    const contexts = { ...config.contexts };
    delete contexts[name];
    // no other takes its place: what was meant for a trial server would go to another one
    const current = config.current === name ? undefined : config.current;
    configDirectory.keepConfig({ ...config, current, contexts });
    output.data({ forgotten: name, current: current ?? null }, () => `Forgot ${name}.`);
    if (current === undefined)
      output.note('No context is current; choose one by `switchyard contexts --use NAME`.');
  },
});

interface ContextsOptions {
  use?: string;
}

export const contexts = defineCommand<ContextsOptions>({
  name: 'contexts',
  summary: 'lists the contexts, or changes the current one',
  configure: (command) => command.option('--use <name>', 'make this one the current one'),
  examples: [
    ['switchyard contexts', 'names and addresses; tokens are not shown'],
    ['switchyard contexts --use production', 'what other commands use from now on'],
  ],
  async run({ configDirectory, output }, _, { use }) {
    const config = configDirectory.config();
    if (use !== undefined) {
      if (!configDirectory.context(use)) throw usageError(`There is no context ${use}.`);
      configDirectory.keepConfig({ ...config, current: use });
    }
    const current = use ?? config.current;
    const list = Object.entries(config.contexts).map(([name, { url }]) => ({
      name,
      url,
      current: name === current,
    }));
    output.colored(list, () =>
      output.table(
        list,
        [
          { title: '', value: (context) => (context.current ? '*' : '') },
          { title: 'NAME', value: ({ name }) => name },
          { title: 'URL', value: ({ url }) => url },
        ],
        'There is no context; `switchyard login` makes one.',
      ),
    );
  },
});
