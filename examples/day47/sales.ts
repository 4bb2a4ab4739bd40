import type { Document } from 'mongodb';
import { orders } from './shop.ts';

export interface Period {
  from: Date;
  /** The first moment that does not belong to it. */
  until: Date;
}

export interface Sales {
  total: { orders: number; cents: number; mean: number };
  months: { month: string; orders: number; cents: number }[];
  categories: { category: string; cents: number; products: number }[];
  products: { name: string; quantity: number; cents: number }[];
  sizes: { from: number | 'more'; orders: number }[];
}

const lineCents = { $multiply: ['$items.cents', '$items.quantity'] };

// #region match
/** The orders of a period, each with what it came to. */
const totals = ({ from, until }: Period): Document[] => [
  { $match: { at: { $gte: from, $lt: until } } },
  {
    $set: {
      cents: {
        $sum: {
          $map: { input: '$items', in: { $multiply: ['$$this.cents', '$$this.quantity'] } },
        },
      },
    },
  },
];
// #endregion

// #region group
const months: Document[] = [
  {
    $group: {
      _id: { $dateToString: { date: '$at', format: '%Y-%m', timezone: 'UTC' } },
      orders: { $sum: 1 },
      cents: { $sum: '$cents' },
    },
  },
  { $sort: { _id: 1 } },
  { $project: { _id: 0, month: '$_id', orders: 1, cents: 1 } },
];
// #endregion

// #region lookup
const products: Document[] = [
  { $unwind: '$items' },
  {
    $group: {
      _id: '$items.product',
      quantity: { $sum: '$items.quantity' },
      cents: { $sum: lineCents },
    },
  },
  { $lookup: { from: 'products', localField: '_id', foreignField: '_id', as: 'product' } },
  { $unwind: '$product' },
];

const categories: Document[] = [
  ...products,
  { $group: { _id: '$product.category', cents: { $sum: '$cents' }, products: { $sum: 1 } } },
  { $sort: { cents: -1 } },
  { $project: { _id: 0, category: '$_id', cents: 1, products: 1 } },
];
// #endregion

const bestSellers: Document[] = [
  ...products,
  { $sort: { quantity: -1, _id: 1 } },
  { $limit: 5 },
  { $project: { _id: 0, name: '$product.name', quantity: 1, cents: 1 } },
];

// #region facet
const facets = {
  total: [
    {
      $group: {
        _id: null,
        orders: { $sum: 1 },
        cents: { $sum: '$cents' },
        mean: { $avg: '$cents' },
      },
    },
    { $project: { _id: 0, orders: 1, cents: 1, mean: { $round: '$mean' } } },
  ],
  months,
  categories,
  products: bestSellers,
  sizes: [
    {
      $bucket: {
        groupBy: '$cents',
        boundaries: [0, 2000, 5000, 10_000],
        default: 'more',
        output: { orders: { $sum: 1 } },
      },
    },
    { $project: { _id: 0, from: '$_id', orders: 1 } },
  ],
};

/** All of it in one round: the orders are read once, and every facet is given them. */
export async function salesOf(period: Period): Promise<Sales> {
  const [answer] = await orders
    .aggregate<Document>([...totals(period), { $facet: facets }])
    .toArray();
  const nothing = { orders: 0, cents: 0, mean: 0 };
  return { ...answer, total: answer!.total[0] ?? nothing } as Sales;
}
// #endregion

export const monthsOf = (period: Period): Promise<Sales['months']> =>
  orders.aggregate<Sales['months'][number]>([...totals(period), ...months]).toArray();

// #region steps
/** What comes out of each stage of the way to the categories: how many documents, and the first. */
export async function stepsOf(period: Period): Promise<Document[]> {
  const stages = [...totals(period), ...categories];
  return Promise.all(
    stages.map(async (stage, index) => {
      const soFar = stages.slice(0, index + 1);
      const [answer] = await orders
        .aggregate<Document>([
          ...soFar,
          { $facet: { count: [{ $count: 'documents' }], first: [{ $limit: 1 }] } },
        ])
        .toArray();
      return {
        stage,
        documents: answer!.count[0]?.documents ?? 0,
        first: answer!.first[0] ?? null,
      };
    }),
  );
}
// #endregion
