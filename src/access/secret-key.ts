import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { keepPrivately, readPrivately } from './private-file';
import { SecretCipher } from './secret-cipher';
import { SecretsKeyMissing } from './secret.errors';

/** File in the data directory that keeps a key that was made here, readable by its owner only. */
const KEY_FILE = 'secrets-key';
/** Random bytes of such a key. */
const MADE_BYTES = 32;

export interface SecretKeyOptions {
  /** `SECRETS_KEY`; goes before a key in the directory. */
  given?: string;
  /** Where a key may be made and kept; undefined where other processes could not read it. */
  directory?: string;
  ids: Ids;
  logger: Logger;
}

/** The key that secrets are encrypted with. Owner of the rule that one which was made is never replaced. */
export class SecretKey {
  #cipher: SecretCipher | undefined;
  #making: Promise<SecretCipher> | undefined;

  constructor(private readonly options: SecretKeyOptions) {
    if (options.given !== undefined) this.#cipher = new SecretCipher(options.given);
  }

  /** The cipher of the key that there is. A file that is put back while the server runs is found. */
  async find(): Promise<SecretCipher | undefined> {
    const { directory } = this.options;
    if (this.#cipher || directory === undefined) return this.#cipher;
    const kept = await readPrivately(directory, KEY_FILE);
    if (kept !== undefined) this.#cipher ??= new SecretCipher(kept);
    return this.#cipher;
  }

  /**
   * The cipher of the key that there is, else of one that is made and kept now.
   * @throws SecretsKeyMissing where none may be made.
   */
  async findOrMake(): Promise<SecretCipher> {
    const found = await this.find();
    if (found) return found;
    const { directory } = this.options;
    if (directory === undefined) throw new SecretsKeyMissing();
    // one for all who ask at once, and for those who looked before it was there
    this.#making ??= this.make(directory).catch((error: unknown) => {
      this.#making = undefined;
      throw error;
    });
    return this.#making;
  }

  private async make(directory: string): Promise<SecretCipher> {
    const { ids, logger } = this.options;
    const key = ids.secret(MADE_BYTES);
    await keepPrivately(directory, KEY_FILE, key);
    logger.info(`a key for secrets was made; ${KEY_FILE} in DATA_DIR keeps it: back it up`);
    return (this.#cipher = new SecretCipher(key));
  }
}
