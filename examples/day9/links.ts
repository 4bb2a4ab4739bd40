import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { customAlphabet } from 'nanoid';
import type { LinkInput } from './input.ts';

export interface Link {
  code: string;
  url: string;
  hits: number;
  createdAt: string;
  expiresAt: string | null;
}

// #region code
/** Seven characters without look-alikes such as 0 and o: 31 ** 7, or 27 thousand million, codes. */
const newCode = customAlphabet('23456789abcdefghijkmnpqrstuvwxyz', 7);
// #endregion

export const isExpired = ({ expiresAt }: Link): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** All links in memory, and a file that one process at a time keeps up to date. */
export class LinkStore {
  readonly #file: string;
  readonly #links: Map<string, Link>;
  #lastSave: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;

  private constructor(file: string, links: Link[]) {
    this.#file = file;
    this.#links = new Map(links.map((link) => [link.code, link]));
  }

  static async open(file: string): Promise<LinkStore> {
    await mkdir(dirname(file), { recursive: true });
    try {
      return new LinkStore(file, JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new LinkStore(file, []);
      throw new Error(`Cannot read ${file}: mend it or move it away`, { cause: error });
    }
  }

  get(code: string): Link | undefined {
    return this.#links.get(code);
  }

  newest(count: number): Link[] {
    return [...this.#links.values()].slice(-count).reverse();
  }

  // #region create
  /** Resolves when the new link is on disk: a promise that the reader can rely on. */
  async create({ url, expiresIn }: LinkInput): Promise<Link> {
    const now = Date.now();
    let code = newCode();
    while (this.#links.has(code)) code = newCode();

    const link: Link = {
      code,
      url,
      hits: 0,
      createdAt: new Date(now).toISOString(),
      expiresAt: expiresIn === null ? null : new Date(now + expiresIn * 1000).toISOString(),
    };
    this.#links.set(code, link);
    try {
      await this.#save();
    } catch (error) {
      this.#links.delete(code);
      throw error;
    }
    return link;
  }
  // #endregion

  /** Ends a link now. Its code is kept, so that it is never given to another address. */
  async expire(link: Link): Promise<void> {
    link.expiresAt = new Date().toISOString();
    await this.#save();
  }

  // #region hit
  /** Counts a visit. The visitor does not wait for the disk; a crash may lose the last few hits. */
  hit(link: Link): void {
    link.hits += 1;
    this.#save().catch((error: unknown) => console.error('Hits not saved:', error));
  }
  // #endregion

  // #region save
  /**
   * Resolves when everything up to this call is on disk. One write runs at a time; all changes made
   * while it runs share the next one.
   */
  #save(): Promise<void> {
    if (!this.#nextSave) {
      this.#nextSave = this.#lastSave.then(() => {
        this.#nextSave = undefined;
        return this.#write();
      });
      this.#lastSave = this.#nextSave.catch(() => {});
    }
    return this.#nextSave;
  }
  // #endregion

  // #region write
  async #write(): Promise<void> {
    const temporary = `${this.#file}.tmp`;
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(JSON.stringify([...this.#links.values()], null, 2));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.#file);
  }
  // #endregion
}
