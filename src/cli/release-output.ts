import { type Command } from 'commander';
import { refusalError } from './command-error';
import { type ReleaseFactsFragment } from './generated/documents';
import { activationText } from './labels';
import { versionNumber, wholeNumber } from './option-values';
import { type Session } from './session';

/** Options of all that routes a channel. */
export interface ReleaseOptions {
  channel?: string;
  note?: string;
  expectedCurrent?: number;
  expectedActivation?: number;
}

export function addReleaseOptions(command: Command): Command {
  return command
    .option('--channel <key>', 'the channel, live if absent')
    .option('--note <text>', 'why, for the history')
    .option(
      '--expected-activation <number>',
      'refuse unless this activation is the last one of the channel, 0 for none',
      wholeNumber,
    );
}

export function addExpectedCurrent(command: Command): Command {
  return addReleaseOptions(command).option(
    '--expected-current <number>',
    'refuse unless the channel routes wholly to this version',
    versionNumber,
  );
}

/** What the API takes of {@link ReleaseOptions}. */
export function releaseInput({ channel, note, expectedActivation }: ReleaseOptions) {
  return { channel, note, expectedActivation };
}

/** Tells what a release did. @throws CommandError where it was refused */
export function tellRelease({ output }: Session, payload: ReleaseFactsFragment): void {
  const { userErrors, ...release } = payload;
  const { activation, changed, gained, lost, workflow } = release;
  if (userErrors.length > 0) throw refusalError(userErrors);
  output.data(release, () => {
    if (!changed) return `Nothing changed: the channel of ${workflow?.key} routes there already.`;
    const parts = [
      activation && activationText(activation),
      gained?.length && `gained: ${gained.map(({ label }) => label).join(', ')}`,
      lost?.length && `lost: ${lost.map(({ label }) => label).join(', ')}`,
    ];
    return `${workflow?.key}: ${parts.filter(Boolean).join('; ')}`;
  });
}
