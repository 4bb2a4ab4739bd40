import { MongoClient, MongoServerError } from 'mongodb';
import { mongodb } from '../databases/mongodb/index.ts';
import { EmailTaken, OutOfDate, type Member, type Members } from './members.ts';

type Stored = Omit<Member, 'id'> & { _id: string };

const toMember = ({ _id, ...fields }: Stored): Member => ({ id: _id, ...fields });

const translate = (error: unknown): never => {
  throw error instanceof MongoServerError && error.code === 11000 ? new EmailTaken() : error;
};

export async function openMongodb(): Promise<Members> {
  const client = await new MongoClient(await mongodb()).connect();
  const members = client.db('club').collection<Stored>('members');
  await members.createIndex({ email: 1 }, { unique: true });
  return {
    async add({ id, ...fields }) {
      await members.insertOne({ _id: id, ...fields }).catch(translate);
    },
    async find(id) {
      const stored = await members.findOne({ _id: id });
      return stored ? toMember(stored) : undefined;
    },
    async list({ after = '', limit }) {
      const found = members.find({ _id: { $gt: after } }).sort({ _id: 1 });
      return (await found.limit(limit).toArray()).map(toMember);
    },
    // #region save
    async save({ id, email, name, version }) {
      const stored = await members
        .findOneAndUpdate(
          { _id: id, version },
          { $set: { email, name }, $inc: { version: 1 } },
          { returnDocument: 'after' },
        )
        .catch(translate);
      if (!stored) throw new OutOfDate();
      return toMember(stored);
    },
    // #endregion
    async remove(id) {
      const { deletedCount } = await members.deleteOne({ _id: id });
      return deletedCount === 1;
    },
    close: () => client.close(),
  };
}
