import { type Database } from '../../src/platform/database/database';
import { type TestApp } from '../support/create-test-app';
import { type AnsweredRun, mutate, type Mutation, type Payload } from './operations';
import { type WalkContents } from './run-contents';
import { type HeldNodes, type WalkSecret } from './run-doubles';
import { type RunWorld } from './run-model';
import { type Candidate } from './run-workflow';

/** What is drawn for a step: of which workflow, version or run, and with what content. */
export interface StepDraw {
  workflow: number;
  version: number;
  content: number;
  pick: number;
  flag: boolean;
}

/** What a walk goes on. */
export interface Walk {
  app: TestApp;
  database: Database;
  nodes: HeldNodes;
  world: RunWorld;
  contents: WalkContents;
  secret: WalkSecret;
  /** Runs of signed messages, by workflow and message. */
  messages: Map<string, string>;
  /** What each sticky key got by each routing. */
  sticky: Map<string, number>;
}

/** Sends a mutation that must end with one of these codes, undefined for success; answers its payload if it succeeds. */
export async function send(
  { app }: Walk,
  mutation: Mutation,
  input: object,
  codes: readonly (string | undefined)[],
): Promise<{ code?: string; payload?: Payload }> {
  const payload = await mutate(app.client, mutation, input);
  const code = payload.userErrors[0]?.code;
  if (!codes.includes(code)) {
    const { message } = payload.userErrors[0] ?? {};
    expect({ mutation, input, code, message }).toEqual({ mutation, input, code: codes, message });
  }
  return code === undefined ? { payload } : { code };
}

/** The candidate that a run was started of, which must be one of these. */
export function chosen(
  { contents }: Walk,
  candidates: readonly Candidate[],
  { version: { number }, digest }: Pick<AnsweredRun, 'version' | 'digest'>,
): Candidate {
  const candidate = { version: number, content: contents.byDigest(digest) };
  expect(candidates).toContainEqual(candidate);
  return candidate;
}
