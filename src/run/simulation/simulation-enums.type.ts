import { registerEnumType } from 'type-graphql';

export enum SimulationStatusEnum {
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  PAUSED = 'PAUSED',
  REFUSED = 'REFUSED',
}
registerEnumType(SimulationStatusEnum, {
  name: 'SimulationStatus',
  description: 'How a simulation ended.',
  valuesConfig: {
    SUCCEEDED: { description: 'It came to its end.' },
    FAILED: {
      description:
        'A step failed, or it took too long. From its state it goes on with the step that failed, with another mock for instance.',
    },
    PAUSED: { description: 'As many steps as asked for were made; its state goes on from there.' },
    REFUSED: { description: 'The content or the input cannot be simulated; nothing was.' },
  },
});

export enum SimulatedStepStatusEnum {
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  SKIPPED = 'SKIPPED',
}
registerEnumType(SimulatedStepStatusEnum, {
  name: 'SimulatedStepStatus',
  description: 'What became of a node in a simulation.',
  valuesConfig: {
    SUCCEEDED: { description: 'It gave an output.' },
    FAILED: { description: 'It failed; nothing after it starts.' },
    SKIPPED: {
      description: 'No way led to it; or it is disabled and passed on what it was given.',
    },
  },
});

export enum OutputSourceEnum {
  EXECUTED = 'EXECUTED',
  MOCK = 'MOCK',
  RECORDED = 'RECORDED',
  EXAMPLE = 'EXAMPLE',
}
registerEnumType(OutputSourceEnum, {
  name: 'SimulatedOutputSource',
  description: 'Where an output of a simulation comes from.',
  valuesConfig: {
    EXECUTED: { description: 'The node was executed; a trigger gives what it was given.' },
    MOCK: { description: 'The request said so.' },
    RECORDED: { description: 'The node gave it in an earlier run.' },
    EXAMPLE: { description: 'It is the example of the node type.' },
  },
});
