import { type VersionContext } from '../version/version-context';
import { type ChannelLoader } from './channel.loader';
import { type ChannelService } from './channel.service';
import { type CreateChannel } from './create-channel';
import { type CreateWorkflow } from './create-workflow';
import { type SaveAndActivate } from './save-and-activate';

/** What resolvers of channels find in a request. */
export interface ChannelContext extends VersionContext {
  services: VersionContext['services'] & {
    channels: ChannelService;
    createChannel: CreateChannel;
    createWorkflow: CreateWorkflow;
    saveAndActivate: SaveAndActivate;
  };
  loaders: VersionContext['loaders'] & { channels: ChannelLoader };
}
