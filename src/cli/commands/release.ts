import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { usageError } from '../command-error';
import {
  ActivateVersionDocument,
  DeactivateDocument,
  RollbackDocument,
  RouteChannelDocument,
} from '../generated/documents';
import {
  addExpectedCurrent,
  addReleaseOptions,
  releaseInput,
  type ReleaseOptions,
  tellRelease,
} from '../release-output';

export const activate = defineCommand<ReleaseOptions>({
  name: 'activate',
  summary: 'routes a channel wholly to a version',
  description: 'Runs under way finish on what they started with. To repeat it changes nothing.',
  configure: (command) =>
    void addExpectedCurrent(
      command.argument('<workflow>', WORKFLOW).argument('<version>', 'a number, v3 or latest'),
    ),
  examples: [
    ['switchyard activate greeter v2', 'new runs take v2'],
    ['switchyard activate greeter latest --expected-current 1', 'unless somebody else was faster'],
  ],
  async run(session, [workflow, version], options) {
    const server = session.connection();
    const { id: workflowId } = await session.workflow(server, workflow as string);
    const { expectedCurrent: expectedCurrentVersion } = options;
    const input = { workflowId, version: version as string, expectedCurrentVersion };
    const { activateVersion } = await server.request(ActivateVersionDocument, {
      input: { ...input, ...releaseInput(options) },
    });
    tellRelease(session, activateVersion);
  },
});

export const rollback = defineCommand<ReleaseOptions>({
  name: 'rollback',
  summary: 'routes a channel back to what was live before',
  description:
    'Without a version it goes back by one activation. After a rollback name the version: two people in a hurry would go back to the fault.',
  configure: (command) =>
    void addExpectedCurrent(
      command
        .argument('<workflow>', WORKFLOW)
        .argument('[version]', 'the version to go back to, one that was live on this channel'),
    ),
  examples: [
    ['switchyard rollback greeter --note "Too cheerful"', 'to what was live before'],
    ['switchyard rollback greeter v1 --expected-current 3', 'to v1, if v3 is what is live'],
  ],
  async run(session, [workflow, version], options) {
    const server = session.connection();
    const { id: workflowId } = await session.workflow(server, workflow as string);
    const { expectedCurrent: expectedCurrentVersion } = options;
    const targetVersion = version as string | undefined;
    const input = { workflowId, targetVersion, expectedCurrentVersion };
    const { rollback } = await server.request(RollbackDocument, {
      input: { ...input, ...releaseInput(options) },
    });
    tellRelease(session, rollback);
  },
});

interface RouteOptions extends ReleaseOptions {
  none?: boolean;
}

export const route = defineCommand<RouteOptions>({
  name: 'route',
  summary: 'routes a channel to several versions by weight, or nowhere',
  configure: (command) =>
    void addReleaseOptions(
      command
        .argument('<workflow>', WORKFLOW)
        .argument('[routes...]', 'VERSION=WEIGHT or VERSION=WEIGHT:LABEL; draft is a version too')
        .option('--none', 'route it nowhere: new starts are refused'),
    ),
  examples: [
    ['switchyard route greeter v1=90 v2=10', 'one run in ten takes v2'],
    ['switchyard route greeter v1=1:control v2=1:polite --note "A/B"', 'with labels for figures'],
    ['switchyard route greeter draft --channel staging', 'always what the draft is at the start'],
    ['switchyard route greeter --none', 'takes it out of service'],
  ],
  async run(session, [workflow, given], options) {
    const texts = given as string[];
    if (options.none === texts.length > 0)
      throw usageError('A channel goes to routes or nowhere.', 'Name routes, or give --none.');
    if (!options.none && texts.length === 0)
      throw usageError('There is no route.', 'Name some as v1=90 v2=10, or give --none.');
    const routes = texts.map(readRoute);
    const server = session.connection();
    const { id: workflowId } = await session.workflow(server, workflow as string);
    const input = { workflowId, ...releaseInput(options) };
    if (options.none) {
      const { deactivate } = await server.request(DeactivateDocument, { input });
      tellRelease(session, deactivate);
    } else {
      const { routeChannel } = await server.request(RouteChannelDocument, {
        input: { ...input, routes },
      });
      tellRelease(session, routeChannel);
    }
  },
});

/** `v1`, `v1=90` or `v1=90:control`. @throws CommandError usage */
function readRoute(text: string) {
  const [, version, weight, label] = /^([^=:]+)(?:=(\d{1,9})(?::(.+))?)?$/.exec(text) ?? [];
  if (version === undefined)
    throw usageError(`${text} is no route.`, `Write it as v1=90 or v1=90:control; ${VERSION}.`);
  const target = version === 'draft' ? { draft: true } : { version };
  return { ...target, weight: weight === undefined ? undefined : Number(weight), label };
}
