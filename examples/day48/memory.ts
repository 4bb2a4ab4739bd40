import { EmailTaken, OutOfDate, type Member, type Members } from './members.ts';

export async function openMemory(): Promise<Members> {
  const rows = new Map<string, Member>();
  const refuseTaken = ({ id, email }: Member): void => {
    for (const other of rows.values())
      if (other.email === email && other.id !== id) throw new EmailTaken();
  };
  return {
    async add(member) {
      refuseTaken(member);
      rows.set(member.id, member);
    },
    async find(id) {
      return rows.get(id);
    },
    async list({ after = '', limit }) {
      const ids = [...rows.keys()].filter((id) => id > after).sort();
      return ids.slice(0, limit).map((id) => rows.get(id)!);
    },
    async save(member) {
      if (rows.get(member.id)?.version !== member.version) throw new OutOfDate();
      refuseTaken(member);
      const next = { ...member, version: member.version + 1 };
      rows.set(member.id, next);
      return next;
    },
    async remove(id) {
      return rows.delete(id);
    },
    async close() {
      rows.clear();
    },
  };
}
