import 'reflect-metadata';
import { type App, createApp } from './app/create-app';
import { loadNodeTypes } from './app/load-node-types';
import { makeObjectsYoung } from './app/young-objects';
import { type Environment, EnvironmentError, readEnvironment } from './config/environment';

/** Environment → app → listen → stop cleanly. */
async function main(): Promise<void> {
  makeObjectsYoung();
  const environment = readEnvironment();
  const { nodeTypesModule } = environment;
  const nodeTypes = nodeTypesModule === undefined ? [] : loadNodeTypes(nodeTypesModule);
  const app = await createApp({ ...environment, nodeTypes });
  stopOnSignals(app);
  await app.listen();
  printStart(app, environment);
}

/** The first signal stops cleanly, a second one at once. */
function stopOnSignals(app: App): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(128 + (signal === 'SIGINT' ? 2 : 15));
    isStopping = true;
    process.stdout.write(
      '\nStopping: open requests finish, a second signal does not wait for them.\n',
    );
    app.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function printStart({ url, first }: App, { dataDirectory, databaseUrl }: Environment): void {
  const lines = [
    'Switchyard is running.',
    '',
    `  GraphQL    ${url}/graphql   (HTTP and WebSocket)`,
    `  GraphiQL   ${url}/graphql${first.adminToken ? `#token=${encodeURIComponent(first.adminToken)}` : ''}`,
    first.adminToken
      ? `  Token      ${first.adminToken}`
      : '  Token      not known to this process; start it once with ADMIN_TOKEN to add one',
    `  Data       ${databaseUrl ? 'PostgreSQL' : dataDirectory}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(error: unknown): void {
  const text = error instanceof EnvironmentError ? error.message : startFault(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** One line for what an operator can mend, the stack for what only we can. */
function startFault(error: unknown): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `PORT ${port} is in use; stop what listens there, or set PORT to another.`;
  if (message?.startsWith('DATA_DIR ') || message?.startsWith('NODE_TYPES ')) return message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
