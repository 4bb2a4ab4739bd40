declare module 'virtual:pagefind-ui' {
  export class PagefindUI {
    constructor(options: Record<string, unknown>);
  }
}
