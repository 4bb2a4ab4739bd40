/** What every store of members promises: one list of tests, run against each. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EmailTaken, newMember, OutOfDate, type Member, type Members } from './members.ts';
import { stores } from './stores.ts';

for (const [name, open] of Object.entries(stores)) describe(name, () => contract(open));

// #region contract
function contract(open: () => Promise<Members>): void {
  let members: Members;
  /** Of these tests; the store may hold others. */
  const added: Member[] = [];
  const person = async (name: string): Promise<Member> => {
    const email = `${name}.${crypto.randomUUID()}@club.example`;
    const member = newMember({ email, name });
    await members.add(member);
    added.push(member);
    return member;
  };

  before(async () => {
    members = await open();
  });
  after(async () => {
    for (const { id } of added) await members.remove(id);
    await members.close();
  });

  test('a member comes back as it was put in', async () => {
    const ada = await person('Ada Lovelace, née Gordon 🎩');
    assert.deepEqual(await members.find(ada.id), ada);
  });

  test('nobody is found who is not there', async () => {
    assert.equal(await members.find(crypto.randomUUID()), undefined);
  });
  // #endregion

  test('an email belongs to one member, in whatever letters', async () => {
    const { email } = await person('grace');
    const other = newMember({ email: email.toUpperCase(), name: 'Grace' });
    await assert.rejects(members.add(other), EmailTaken);
    assert.equal(await members.find(other.id), undefined);
  });

  // #region race
  test('of two members with one email, added at once, one is taken', async () => {
    const email = `${crypto.randomUUID()}@club.example`;
    const twins = ['Ann', 'Ben'].map((name) => newMember({ email, name }));
    const outcomes = await Promise.allSettled(twins.map((twin) => members.add(twin)));
    added.push(...twins);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 1);
    assert.ok(refused[0]!.reason instanceof EmailTaken);
  });

  test('of two changes of one version, one is out of date', async () => {
    const linus = await person('linus');
    const outcomes = await Promise.allSettled([
      members.save({ ...linus, name: 'Linus the first' }),
      members.save({ ...linus, name: 'Linus the second' }),
    ]);
    const [kept] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.ok(refused?.reason instanceof OutOfDate);
    assert.equal(kept?.value.version, 2);
    assert.deepEqual(await members.find(linus.id), kept.value);
  });
  // #endregion

  test('a change is kept, and leaves what it does not name', async () => {
    const ken = await person('ken');
    const changed = await members.save({ ...ken, name: 'Ken Thompson' });
    assert.deepEqual(changed, { ...ken, name: 'Ken Thompson', version: 2 });
    assert.deepEqual(await members.find(ken.id), changed);
    assert.equal((await members.save(changed)).version, 3);
  });

  test('an email that is taken cannot be changed to', async () => {
    const [first, second] = [await person('first'), await person('second')];
    await assert.rejects(members.save({ ...second, email: first.email }), EmailTaken);
    assert.deepEqual(await members.find(second.id), second);
  });

  test('who was removed is gone, and cannot be saved', async () => {
    const dennis = await person('dennis');
    assert.equal(await members.remove(dennis.id), true);
    assert.equal(await members.remove(dennis.id), false);
    assert.equal(await members.find(dennis.id), undefined);
    await assert.rejects(members.save(dennis), OutOfDate);
  });

  test('pages follow each other, and nobody is on two of them', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await person(name);
    const seen: string[] = [];
    for (let page: Member[] | undefined; !page || page.length === 2;) {
      page = await members.list({ limit: 2, ...(seen.length > 0 && { after: seen.at(-1)! }) });
      seen.push(...page.map(({ id }) => id));
    }
    assert.deepEqual(seen, seen.toSorted());
    assert.equal(new Set(seen).size, seen.length);
    for (const { id } of added.slice(-5)) assert.ok(seen.includes(id));
  });
}
