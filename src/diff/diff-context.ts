import { type ChannelContext } from '../channel/channel-context';
import { type DiffService } from '../version/diff.service';
import { type MergeVersions } from '../version/merge-versions';
import { type DiffLoader } from './diff.loader';

/** What resolvers of diffs, blames and merges find in a request. */
export interface DiffContext extends ChannelContext {
  services: ChannelContext['services'] & { diffs: DiffService; mergeVersions: MergeVersions };
  loaders: ChannelContext['loaders'] & { diffs: DiffLoader };
}
