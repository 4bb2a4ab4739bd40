/** How much room the panel takes: its place in the article, the page's width, or all of the window. */
export const layouts = ['article', 'wide', 'window'] as const;
export type Layout = (typeof layouts)[number];

/** What a narrow panel shows of its two panes. */
export const views = ['code', 'result'] as const;
export type View = (typeof views)[number];
