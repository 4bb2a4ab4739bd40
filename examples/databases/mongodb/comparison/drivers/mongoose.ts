import mongoose from 'mongoose';
import { databaseName, failure, type DriverCase } from '../driver-case.ts';

const { Schema } = mongoose;

const userSchema = new Schema(
  {
    email: { type: String, required: true, unique: true, lowercase: true, match: /@/ },
    role: { type: String, enum: ['reader', 'author'], default: 'reader' },
    age: { type: Number, min: 0 },
    password: { type: String, select: false },
    balance: Schema.Types.Decimal128,
  },
  { timestamps: true, toJSON: { virtuals: true } },
);
userSchema.index({ age: 1, role: -1 });
userSchema.virtual('posts', { ref: 'Post', localField: '_id', foreignField: 'author' });
userSchema.virtual('name').get(function () {
  return this.email.split('@')[0];
});
userSchema.pre('save', function () {
  if (this.isModified('password')) this.password = `hash of ${this.password}`;
});

const postSchema = new Schema(
  {
    title: { type: String, required: true },
    body: { type: String, default: '' },
    slug: { type: String, unique: true, sparse: true },
    tags: [String],
    published: Date,
    author: { type: Schema.Types.ObjectId, ref: 'User' },
    comments: [{ text: String, likes: { type: Number, default: 0 } }],
  },
  { optimisticConcurrency: true },
);
postSchema.index({ title: 'text', body: 'text' }, { weights: { title: 5 } });

/** A connection with two models, as an application would have them. */
async function withModels<Result>(
  uri: string,
  use: (models: Awaited<ReturnType<typeof connect>>) => Promise<Result>,
): Promise<Result> {
  const models = await connect(uri);
  try {
    return await use(models);
  } finally {
    await models.connection.close();
  }
}

async function connect(uri: string) {
  const connection = await mongoose.createConnection(uri, { dbName: databaseName }).asPromise();
  const User = connection.model('User', userSchema);
  const Post = connection.model('Post', postSchema);
  await Promise.all([User.init(), Post.init()]);
  return { connection, User, Post };
}
type Models = Awaited<ReturnType<typeof connect>>;

const mongooseCase = (name: string, use: (models: Models) => Promise<unknown>): DriverCase => ({
  name: `mongoose: ${name}`,
  use: ({ uri }) => withModels(uri, use),
});

export const mongooseCases: DriverCase[] = [
  mongooseCase('indexes of the schema', async ({ User, Post }) => {
    await User.syncIndexes();
    return [await User.listIndexes(), (await Post.listIndexes()).at(-1)];
  }),
  mongooseCase('defaults, setters, hooks, hidden fields, timestamps', async ({ User }) => {
    const user = await User.create({ email: 'Q@X.io', password: 'p', age: 3, balance: '1.50' });
    const found = await User.findById(user.id);
    return [
      user.email,
      user.role,
      user.get('name'),
      user.createdAt instanceof Date,
      found!.password ?? null,
      (await User.findById(user.id).select('+password'))!.password,
      String(found!.balance),
      Object.keys(found!.toJSON()).sort(),
    ];
  }),
  mongooseCase('validation, and a duplicate key', async ({ User }) => {
    const invalid = await failure(
      new User({ email: 'bad', age: -1 }).set('role', 'king').validate(),
    );
    await User.create({ email: 'a@x' });
    const twice = await failure(User.create({ email: 'A@X' }));
    const update = await failure(
      User.updateOne({ email: 'a@x' }, { age: -1 }, { runValidators: true }),
    );
    const cast = await failure(User.findById('nonsense').exec());
    return {
      invalid: Object.entries(invalid.errors).map(([path, error]) => [
        path,
        (error as { kind: string }).kind,
      ]),
      twice: [twice.name, twice.code, twice.keyValue],
      update: [update.name, Object.keys(update.errors)],
      cast: cast.name,
    };
  }),
  mongooseCase('populate, both ways', async ({ User, Post }) => {
    const [ann, bob] = await User.create([{ email: 'ann@x' }, { email: 'bob@x' }]);
    await Post.create([
      { title: 'One', author: ann!._id, comments: [{ text: 'first' }, { text: 'second' }] },
      { title: 'Two', author: ann!._id },
      { title: 'Three', author: bob!._id },
    ]);
    const post = await Post.findOne({ title: 'One' })
      .populate<{ author: { email: string } }>('author', 'email -_id')
      .lean();
    const users = await User.find()
      .sort('email')
      .populate({
        path: 'posts',
        match: { title: /^T/ },
        options: { sort: { title: 1 } },
        select: 'title author -_id',
      });
    return [
      post!.author,
      post!.comments.map(({ likes }) => likes),
      users.map((user) => (user.get('posts') as { title: string }[]).map(({ title }) => title)),
    ];
  }),
  mongooseCase('subdocuments, and a version that is out of date', async ({ Post }) => {
    const post = await Post.create({ title: 'One', comments: [{ text: 'a' }, { text: 'b' }] });
    post.comments.id(post.comments[0]!._id)!.likes = 5;
    post.comments.push({ text: 'c' });
    await post.save();
    const after = await Post.findById(post._id).lean();
    const [mine, yours] = [await Post.findById(post._id), await Post.findById(post._id)];
    mine!.title = 'Mine';
    await mine!.save();
    yours!.title = 'Yours';
    const error = await failure(yours!.save());
    await Post.updateOne({ _id: post._id }, { $pull: { comments: { likes: 5 } } });
    return [
      after!.comments.map(({ likes }) => likes),
      after!.__v,
      error.name,
      (await Post.findById(post._id))!.comments.length,
    ];
  }),
  mongooseCase('queries, upserts, cursors, counts', async ({ User }) => {
    const upserted = await User.findOneAndUpdate(
      { email: 'new@x' },
      { $inc: { age: 2 } },
      { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
    );
    await User.insertMany([{ email: 'a@x', age: 5 }, { email: 'b@x' }]);
    let seen = 0;
    for await (const user of User.find().cursor({ batchSize: 1 })) seen += Number(!user.isNew);
    return {
      upserted: [upserted.age, upserted.role, upserted.createdAt instanceof Date],
      chain: await User.find().where('age').gte(2).sort('-age').select('email -_id').lean(),
      seen,
      count: await User.countDocuments(),
      exists: !!(await User.exists({ email: 'a@x' })),
      roles: await User.distinct('role'),
      ages: await User.aggregate([{ $group: { _id: '$role', sum: { $sum: '$age' } } }]),
      deleted: (await User.deleteMany({ email: /^[ab]@/ })).deletedCount,
    };
  }),
  mongooseCase('a transaction that fails, and one that does not', async (models) => {
    const { connection, User } = models;
    const error = await failure(
      connection.transaction(async (session) => {
        await User.create([{ email: 'never@x' }], { session });
        throw new Error('no');
      }),
    );
    await connection.transaction(async (session) => {
      await User.create([{ email: 'one@x' }, { email: 'two@x' }], { session, ordered: true });
    });
    return [error.message, await User.find().sort('email').distinct('email')];
  }),
  mongooseCase('a blog: drafts, search, tags, pages', async ({ Post }) => {
    await Post.create([
      {
        title: 'Baking bread',
        body: 'Flour, water and salt',
        slug: 'bread',
        tags: ['food', 'home'],
        published: new Date('2024-01-02'),
      },
      {
        title: 'Salt',
        body: 'Where the salt of the sea comes from',
        slug: 'salt',
        tags: ['food'],
        published: new Date('2024-03-04'),
      },
      { title: 'Salted caramel', body: 'A draft', slug: 'caramel', tags: ['food'] },
    ]);
    const public_ = { published: { $lte: new Date('2025-01-01') } };
    const search = await Post.find({ ...public_, $text: { $search: 'salt' } })
      .select({ slug: 1, score: { $meta: 'textScore' } })
      .sort({ score: { $meta: 'textScore' } })
      .lean();
    const tags = await Post.aggregate([
      { $match: public_ },
      { $unwind: '$tags' },
      { $sortByCount: '$tags' },
    ]);
    const page = await Post.find(public_).sort('-published').skip(1).limit(1).select('slug').lean();
    const twice = await failure(Post.create({ title: 'Again', slug: 'salt' }));
    return {
      search: search.map(({ slug }) => slug),
      tags,
      page: page.map(({ slug }) => slug),
      drafts: await Post.countDocuments({ published: null }),
      twice: twice.keyValue,
    };
  }),
  mongooseCase('discriminators, nested populate, hooks of queries', async ({ connection }) => {
    const seen: string[] = [];
    const itemSchema = new Schema({ title: String }, { discriminatorKey: 'kind' });
    itemSchema.post('save', (item) => void seen.push(`saved ${item.get('title')}`));
    itemSchema.pre('find', function () {
      seen.push(`find ${JSON.stringify(this.getFilter())}`);
    });
    const Item = connection.model('Item', itemSchema);
    const Book = Item.discriminator('Book', new Schema({ pages: Number }));
    const Film = Item.discriminator('Film', new Schema({ minutes: Number }));
    const Shelf = connection.model(
      'Shelf',
      new Schema({ name: String, items: [{ type: Schema.Types.ObjectId, ref: 'Item' }] }),
    );
    const Room = connection.model(
      'Room',
      new Schema({ shelves: [{ type: Schema.Types.ObjectId, ref: 'Shelf' }] }),
    );
    const book = await Book.create({ title: 'A book', pages: 9 });
    const film = await Film.create({ title: 'A film', minutes: 90 });
    const shelf = await Shelf.create({ name: 'left', items: [film._id, book._id] });
    await Room.create({ shelves: [shelf._id] });
    const books = await Book.find().select('-_id -__v').lean();
    const room = await Room.findOne().populate<{ shelves: { items: { title: string }[] }[] }>({
      path: 'shelves',
      populate: { path: 'items' },
    });
    return {
      books,
      seen: seen.slice(0, 3),
      titles: room!.shelves.map(({ items }) => items.map(({ title }) => title)),
      kinds: await Item.distinct('kind'),
    };
  }),
  mongooseCase('bulkSave, arrays that change in place, toObject', async ({ Post }) => {
    const posts = await Post.create([
      { title: 'One', tags: ['a'] },
      { title: 'Two', tags: ['b'] },
    ]);
    posts[0]!.tags.push('c');
    posts[1]!.tags.splice(0, 1);
    posts[1]!.title = 'Second';
    const { modifiedCount } = await Post.bulkSave(posts);
    const found = await Post.find().sort('title').select('title tags __v -_id').lean();
    const first = await Post.findOne({ tags: 'c' });
    first!.set('tags', []);
    await first!.save();
    await Post.updateMany({}, { $addToSet: { tags: 'all' } });
    return [modifiedCount, found, (await Post.find().sort('title')).map(({ tags }) => [...tags])];
  }),
];
