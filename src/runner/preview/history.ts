/**
 * The paths visited in the preview. A list of its own, because `history.back()` inside a frame walks
 * the tab's joint history and would take the reader off the page once the frame has no more entries.
 */
export class PreviewHistory {
  #paths: string[] = ['/'];
  #index = 0;

  get current(): string {
    return this.#paths[this.#index] ?? '/';
  }

  get canGoBack(): boolean {
    return this.#index > 0;
  }

  get canGoForward(): boolean {
    return this.#index < this.#paths.length - 1;
  }

  /** A visit of the page that is shown already, such as a reload, adds nothing. */
  visit(path: string): void {
    if (path === this.current) return;
    this.#paths = [...this.#paths.slice(0, this.#index + 1), path].slice(-100);
    this.#index = this.#paths.length - 1;
  }

  /** @returns The path to show now. */
  back(): string {
    this.#index = Math.max(0, this.#index - 1);
    return this.current;
  }

  /** @returns The path to show now. */
  forward(): string {
    this.#index = Math.min(this.#paths.length - 1, this.#index + 1);
    return this.current;
  }
}
