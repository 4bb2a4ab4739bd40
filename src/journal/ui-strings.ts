/** Starlight's interface texts where the journal words them differently. */
export const uiStrings = {
  'page.editLink': 'Suggest a correction',
};
