/** What becomes of a link's edits in a workspace: shown, kept or discarded. Knows no DOM. */
import type { Workspace } from '../workspace.ts';
import { LinkError, type LinkedEdits } from './edits-link.ts';

/** Edits of a link that the reader has not decided on yet. */
export class LinkedEditsReview {
  /** Paths that the link changes, in the example's order. */
  readonly paths: readonly string[];
  readonly #workspace: Workspace;
  readonly #files: ReadonlyMap<string, string>;
  /** The reader's own edits from before. */
  readonly #own: ReadonlyMap<string, string>;
  #isShown = false;

  /** @throws LinkError `malformed` when a file is none of the example's. */
  constructor(workspace: Workspace, { files }: LinkedEdits) {
    this.#workspace = workspace;
    const changed = Object.entries(files).filter(([path, text]) => {
      const authored = workspace.authored(path);
      if (authored === undefined) {
        throw new LinkError(
          'malformed',
          'This link changes a file that this example does not have.',
        );
      }
      return authored !== text;
    });
    this.#files = new Map(changed);
    this.paths = changed.map(([path]) => path);
    this.#own = new Map(workspace.modified.map((path) => [path, workspace.text(path)!]));
  }

  /** The reader's own edits, which the link's would take the place of. */
  get ownPaths(): readonly string[] {
    return [...this.#own.keys()];
  }

  /** Whether the reader's edits are the link's already, so that there is nothing to decide. */
  get isSame(): boolean {
    return (
      this.#own.size === this.#files.size &&
      [...this.#files].every(([path, text]) => this.#own.get(path) === text)
    );
  }

  /** Puts the link's edits in place of the reader's, which `discard` brings back. */
  show(): void {
    this.#isShown = true;
    this.#workspace.reset();
    this.#workspace.restore(this.#files);
  }

  discard(): void {
    if (!this.#isShown) return;
    this.#workspace.reset();
    this.#workspace.restore(this.#own);
  }
}
