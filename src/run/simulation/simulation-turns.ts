/** Lets so many at a time do something; the others wait for their turn, in the order in which they came. */
export class SimulationTurns {
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    // who is let in by another takes over its turn
    if (this.underWay < this.most) this.underWay++;
    else await new Promise<void>((letIn) => this.waiting.push(letIn));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.underWay--;
      else next();
    }
  }
}
