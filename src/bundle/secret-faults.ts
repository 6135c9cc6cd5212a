import { BundleInvalid, type BundleFault, secretFault } from './bundle.errors';
import { secretPlaces } from './secret-places';

/** Gathers the places of an export where secrets stand in the open: a bundle holds references only. */
export class SecretFaults {
  private readonly faults: BundleFault[] = [];

  /**
   * Looks into a part of the bundle.
   * @param path where it stands, as a JSON Pointer.
   * @param owner whose it is, for people.
   */
  find(part: unknown, path: string, owner: () => string): void {
    for (const place of secretPlaces(part, path)) {
      const fault = secretFault(place);
      this.faults.push({ ...fault, message: `of ${owner()} ${fault.message}` });
    }
  }

  /** @throws BundleInvalid with the first places that were found, as no import would take the bundle. */
  refuse(): void {
    if (this.faults.length > 0) throw new BundleInvalid(this.faults, 'written');
  }
}
