import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UserError } from '../platform/graphql/user-error';
import { ProblemType } from '../version/graph.type';
import { type BundleFault, type NotRunnableVersion } from './bundle.errors';
import { BundleFormat } from './bundle-links';

registerEnumType(BundleFormat, {
  name: 'BundleFormat',
  description: 'How a bundle is written.',
  valuesConfig: {
    JSON: { description: 'Canonical JSON.' },
    ZIP: { description: 'The JSON, each version as YAML, and a program that runs it.' },
  },
});

@ObjectType('BundleFault', {
  simpleResolvers: true,
  description: 'Something that is wrong with a bundle.',
})
export class BundleFaultType implements BundleFault {
  @Field(() => String, { description: 'JSON Pointer from the bundle; empty for all of it.' })
  path!: string;

  @Field(() => String, { description: 'What is wrong there, for people.' })
  message!: string;
}

@ObjectType('BundleInvalid', {
  implements: UserError,
  simpleResolvers: true,
  description: 'What was given is no bundle that can be read.',
})
export class BundleInvalidType extends UserError {
  @Field(() => [BundleFaultType], { description: 'The first faults.' })
  faults!: BundleFault[];
}

@ObjectType('PromotionDiverged', {
  implements: UserError,
  simpleResolvers: true,
  description: 'The workflow holds other content under numbers that the bundle has too.',
})
export class PromotionDivergedType extends UserError {
  @Field(() => [Int], { description: 'Those numbers.' })
  numbers!: number[];
}

@ObjectType('NotRunnableVersion', {
  simpleResolvers: true,
  description: "A version that an archive's runner refuses.",
})
export class NotRunnableVersionType implements NotRunnableVersion {
  @Field(() => Int, { description: 'Its number.' })
  number!: number;

  @Field(() => [ProblemType], { description: 'The first twenty that would stop a run.' })
  problems!: readonly ProblemType[];
}

@ObjectType('VersionsNotRunnable', {
  implements: UserError,
  simpleResolvers: true,
  description: 'Versions that were chosen for an archive cannot be run out of it.',
})
export class VersionsNotRunnableType extends UserError {
  @Field(() => [NotRunnableVersionType], { description: 'The first hundred of them.' })
  versions!: readonly NotRunnableVersion[];
}
