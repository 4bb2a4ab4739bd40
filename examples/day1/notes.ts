export interface Note {
  id: number;
  title: string;
  text: string;
}
export type Draft = Omit<Note, 'id'>;

let nextId = 1;
const notes = new Map<number, Note>();

create({ title: 'Tea', text: 'Two minutes, 80 degrees.' });
create({ title: 'Library', text: 'Return the books on Friday.' });

export const list = (): Note[] => [...notes.values()];

export function create(draft: Draft): Note {
  const note = { id: nextId++, ...draft };
  notes.set(note.id, note);
  return note;
}

export function update(note: Note, fields: Partial<Draft>): Note {
  const changed = { ...note, ...fields };
  notes.set(note.id, changed);
  return changed;
}

export function remove(note: Note): void {
  notes.delete(note.id);
}

/** The known fields of a request body, or undefined when one of them is not what it should be. */
export function parseFields(body: unknown): Partial<Draft> | undefined {
  if (typeof body !== 'object' || body === null) return;
  const fields: Partial<Draft> = {};
  if ('title' in body) {
    if (typeof body.title !== 'string' || !body.title || body.title.length > 80) return;
    fields.title = body.title;
  }
  if ('text' in body) {
    if (typeof body.text !== 'string') return;
    fields.text = body.text;
  }
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** A complete note without its id, or undefined when a field is missing or wrong. */
export function parseDraft(body: unknown): Draft | undefined {
  const { title, text } = parseFields(body) ?? {};
  return title !== undefined && text !== undefined ? { title, text } : undefined;
}
