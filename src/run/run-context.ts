import { type DiffContext } from '../diff/diff-context';
import { type ControlRun } from './control-run';
import { type ForeseeActivation } from './activation-impact';
import { type EndRun } from './end-run';
import { type RunStatsLoader } from './figures/run-stats.loader';
import { type ReportStep } from './report-step';
import { type RunLeases } from './run-leases';
import { type RunProgressFeed } from './run-progress-feed';
import { type RunLoader } from './run.loader';
import { type SimulateRun } from './simulation/simulate-run';
import { type StartRun } from './start-run';
import { type ArmedTriggerLoader } from './trigger/armed-trigger.loader';

/** What resolvers of runs find in a request. */
export interface RunContext extends DiffContext {
  services: DiffContext['services'] & {
    startRun: StartRun;
    runLeases: RunLeases;
    reportStep: ReportStep;
    endRun: EndRun;
    controlRun: ControlRun;
    runProgress: RunProgressFeed;
    simulateRun: SimulateRun;
    activationImpact: ForeseeActivation;
  };
  loaders: DiffContext['loaders'] & {
    runs: RunLoader;
    runStats: RunStatsLoader;
    armedTriggers: ArmedTriggerLoader;
  };
}
