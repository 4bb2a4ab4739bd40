import type { Collection, Db } from 'mongodb';

/** Four people with little in common. */
export async function people(db: Db): Promise<Collection> {
  const collection = db.collection('people');
  await collection.insertMany([
    {
      name: 'Ann',
      age: 30,
      tags: ['a', 'b'],
      address: { city: 'X', zip: '1' },
      scores: [
        { s: 1, v: 5 },
        { s: 2, v: 9 },
      ],
      at: new Date('2024-01-01'),
    },
    { name: 'Bob', age: 25, tags: ['b'], address: { city: 'Y' } },
    { name: 'Cid', age: 41, tags: [], email: null },
    { name: 'dan', age: 35 },
  ]);
  return collection;
}

/** Orders of Ann and Bob. */
export async function orders(db: Db): Promise<Collection> {
  const [ann, bob] = await (await people(db)).find().sort({ name: 1 }).limit(2).toArray();
  const collection = db.collection('orders');
  await collection.insertMany([
    {
      person: ann!._id,
      total: 10,
      items: [
        { sku: 'a', n: 2 },
        { sku: 'b', n: 1 },
      ],
      at: new Date('2024-01-05'),
    },
    { person: ann!._id, total: 20.5, items: [{ sku: 'a', n: 1 }], at: new Date('2024-02-05') },
    { person: bob!._id, total: 5, items: [], at: new Date('2024-02-15') },
  ]);
  return collection;
}
