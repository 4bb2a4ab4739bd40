import { MongoClient, MongoServerError, type Filter, type ObjectId } from 'mongodb';
import { mongodb } from '../databases/mongodb/index.ts';
import { samples } from './samples.ts';

export interface Ingredient {
  name: string;
  amount: number;
  unit: string;
}

export interface NewRecipe {
  title: string;
  minutes: number;
  tags: string[];
  ingredients: Ingredient[];
}

interface Recipe extends NewRecipe {
  _id: ObjectId;
  slug: string;
  ratings: { count: number; sum: number };
}

export interface Search {
  has: string[];
  not: string[];
  tag?: string;
  minutes?: number;
}

// #region open
export const client = new MongoClient(await mongodb());
const recipes = client.db('cookbook').collection<Recipe>('recipes');

// Both may be run again: an index that exists is left alone, and so is a recipe that is there.
await recipes.createIndexes([
  { key: { slug: 1 }, unique: true },
  { key: { 'ingredients.name': 1 } },
]);
await recipes.bulkWrite(
  samples.map(complete).map((recipe) => ({
    updateOne: {
      filter: { slug: recipe.slug },
      update: { $setOnInsert: recipe },
      upsert: true,
    },
  })),
);
// #endregion

function complete(recipe: NewRecipe): Omit<Recipe, '_id'> {
  const slug = recipe.title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return { slug, ...recipe, ratings: { count: 0, sum: 0 } };
}

// #region search
export function search({ has, not, tag, minutes }: Search) {
  const filter: Filter<Recipe> = {};
  if (has.length > 0 || not.length > 0) {
    filter['ingredients.name'] = {
      ...(has.length > 0 && { $all: has }),
      ...(not.length > 0 && { $nin: not }),
    };
  }
  if (tag) filter.tags = tag;
  if (minutes) filter.minutes = { $lte: minutes };

  return recipes
    .find(filter, { projection: { title: 1, minutes: 1, tags: 1 } })
    .sort({ minutes: 1, _id: 1 })
    .limit(50)
    .toArray();
}
// #endregion

export const get = (id: ObjectId) => recipes.findOne({ _id: id });

// #region insert
/** @returns Its id, or undefined if there is a recipe of that title. */
export async function add(recipe: NewRecipe): Promise<ObjectId | undefined> {
  try {
    const { insertedId } = await recipes.insertOne(complete(recipe) as Recipe);
    return insertedId;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 11000) return undefined;
    throw error;
  }
}
// #endregion

// #region update
export const change = (id: ObjectId, fields: Partial<Pick<Recipe, 'minutes' | 'tags'>>) =>
  recipes.findOneAndUpdate({ _id: id }, { $set: fields }, { returnDocument: 'after' });

export const rate = (id: ObjectId, stars: number) =>
  recipes.findOneAndUpdate(
    { _id: id },
    { $inc: { 'ratings.count': 1, 'ratings.sum': stars } },
    { returnDocument: 'after' },
  );

/** @returns Nothing where the recipe has this ingredient already. */
export const addIngredient = (id: ObjectId, ingredient: Ingredient) =>
  recipes.findOneAndUpdate(
    { _id: id, 'ingredients.name': { $ne: ingredient.name } },
    { $push: { ingredients: ingredient } },
    { returnDocument: 'after' },
  );

export const changeAmount = (id: ObjectId, name: string, amount: number) =>
  recipes.findOneAndUpdate(
    { _id: id, 'ingredients.name': name },
    { $set: { 'ingredients.$.amount': amount } },
    { returnDocument: 'after' },
  );
// #endregion

export async function remove(id: ObjectId): Promise<boolean> {
  const { deletedCount } = await recipes.deleteOne({ _id: id });
  return deletedCount === 1;
}
