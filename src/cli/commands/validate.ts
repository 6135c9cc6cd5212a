import { defineCommand, WORKFLOW } from '../command-definition';
import { CommandError, problemLine, refusalError } from '../command-error';
import { readDefinitionFile } from '../content-file';
import { type FoundFragment, ValidateDefinitionDocument } from '../generated/documents';
import { oneLine } from '../output';
import { type ServerConnection } from '../server-connection';

interface ValidateOptions {
  workflow?: string;
  strict?: boolean;
}

interface Verdict {
  file: string;
  valid: boolean;
  digest: string | null;
  problems: FoundFragment[];
  /** Why it is no definition at all. */
  refusal: string | null;
}

export const validate = defineCommand<ValidateOptions>({
  name: 'validate',
  summary: 'checks files without saving anything',
  description:
    'Ends with 7 if one of them is no definition or has a problem of severity ERROR, which would keep it from going live. What calls of other workflows lead to is told when a file is saved.',
  configure: (command) =>
    command
      .argument('<files...>', 'files of JSON or YAML, - for stdin')
      .option('--workflow <workflow>', `${WORKFLOW} that they are for`)
      .option('--strict', 'warnings count as errors'),
  examples: [
    ['switchyard validate workflows/*.json', 'on a pull request'],
    ['switchyard validate greeter.yaml --workflow greeter --strict', 'as the next save of it'],
  ],
  async run(session, [files], { workflow, strict = false }) {
    const server = session.connection();
    const workflowId = workflow && (await session.workflow(server, workflow)).id;
    const verdicts: Verdict[] = [];
    for (const file of files as string[])
      verdicts.push(await check(server, file, workflowId, strict));
    session.output.data(verdicts, () => verdicts.map((verdict) => verdictText(verdict)).join('\n'));
    const bad = verdicts.filter(({ valid }) => !valid);
    if (bad.length > 0) {
      const names = bad.map(({ file }) => file).join(', ');
      throw new CommandError('invalid', `${names} cannot go live.`, 'Mend what is told above.');
    }
  },
});

async function check(
  server: ServerConnection,
  file: string,
  workflowId: string | undefined,
  strict: boolean,
): Promise<Verdict> {
  const refused = { file, valid: false, digest: null, problems: [] };
  try {
    const definition = await readDefinitionFile(file);
    const { validateDefinition } = await server.request(ValidateDefinitionDocument, {
      definition,
      workflowId,
    });
    const { digest, problems, userErrors } = validateDefinition;
    if (userErrors.length > 0) throw refusalError(userErrors);
    const found = problems ?? [];
    const valid = !found.some(({ severity }) => strict || severity === 'ERROR');
    return { file, valid, digest: digest ?? null, problems: found, refusal: null };
  } catch (error) {
    // the others are checked all the same; a server that is not there is no verdict
    if (error instanceof CommandError && error.exit === 'invalid')
      return { ...refused, refusal: error.message };
    throw error;
  }
}

function verdictText({ file, valid, problems, refusal }: Verdict): string {
  const head = `${oneLine(file)}: ${valid ? 'ok' : 'invalid'}`;
  const lines = [...(refusal === null ? [] : [oneLine(refusal)]), ...problems.map(problemLine)];
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}
