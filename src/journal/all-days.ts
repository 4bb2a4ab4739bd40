/** Every day of the plan with what its write-up adds, where there is one. */
import { daysPerPhase, plannedDays, skills, type PlannedDay, type Skill } from './curriculum.ts';
import type { IsoDate } from './publishing/calendar.ts';
import { dateOfDay } from './publishing/schedule.ts';
import { site } from './site.ts';
import { writtenDays, type DayPage } from './written-days.ts';

export interface JournalDay extends PlannedDay {
  /** The write-up's front matter; `undefined` for a day that is only planned. */
  written: DayPage['data'] | undefined;
  /** Of a written day; `undefined` where the journal has no start date, and for what is only planned. */
  date?: IsoDate | undefined;
}

export async function allDays(): Promise<JournalDay[]> {
  const written = new Map((await writtenDays()).map(({ data }) => [data.day, data]));
  return plannedDays.map((planned) => {
    const data = written.get(planned.day);
    return { ...planned, written: data, date: data && dateOfDay(planned.day, site.schedule) };
  });
}

/** The last day of a phase builds a product out of what the phase has shown. */
export const isProject = ({ day }: Pick<PlannedDay, 'day'>): boolean =>
  day % daysPerPhase === daysPerPhase - 1;

/** @example projectName({ title: 'Project: link shortener' }) // => 'Link shortener' */
export function projectName({ title }: Pick<PlannedDay, 'title'>): string {
  const name = title.replace(/^(Project|Capstone): /, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How a tag is written in prose. */
const skillNames: Partial<Record<Skill, string>> = {
  node: 'Node.js',
  express: 'Express',
  rest: 'REST',
  graphql: 'GraphQL',
  sql: 'SQL',
  nosql: 'NoSQL',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mongodb: 'MongoDB',
  redis: 'Redis',
  oauth: 'OAuth',
  devops: 'DevOps',
  auth: 'Authentication',
  realtime: 'Real time',
  'clean-code': 'Clean code',
};

/** @example skillName('postgresql') // => 'PostgreSQL' */
export const skillName = (skill: Skill): string =>
  skillNames[skill] ?? skill.charAt(0).toUpperCase() + skill.slice(1);

export interface SkillDays {
  skill: Skill;
  name: string;
  days: JournalDay[];
}

/** The skills in their order, each with the days that train it. */
export const daysBySkill = (days: readonly JournalDay[]): SkillDays[] =>
  skills.map((skill) => ({
    skill,
    name: skillName(skill),
    days: days.filter((day) => (day.written?.skills ?? day.skills).includes(skill)),
  }));

export interface PackageDays {
  name: string;
  days: DayPage['data'][];
}

/** The packages that written days import, most used first, then by name. */
export function daysByPackage(days: readonly JournalDay[]): PackageDays[] {
  const byName = new Map<string, DayPage['data'][]>();
  for (const { written } of days) {
    for (const name of written?.packages ?? []) {
      const users = byName.get(name) ?? [];
      users.push(written!);
      byName.set(name, users);
    }
  }
  return [...byName]
    .map(([name, users]) => ({ name, days: users }))
    .sort((a, b) => b.days.length - a.days.length || a.name.localeCompare(b.name));
}
