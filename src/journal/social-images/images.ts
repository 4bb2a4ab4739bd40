/** Which pages have an image for link previews, and what it shows. */
import { allDays, skillName, type JournalDay } from '../all-days.ts';
import { phases } from '../curriculum.ts';
import { readPerson } from '../person/person.ts';
import { portfolioNav, siteNav } from '../site-nav.ts';
import { publicUrl, site } from '../site.ts';
import { squareOf } from '../wall/wall.ts';
import type { Card } from './card.ts';

export interface SocialImage {
  /** Path inside the site of the page that it is for; the home page's stands for all others. */
  page: string;
  /** Name of its file, without the ending. */
  name: string;
  alt: string;
  card: Card;
}

/** Address of an image, whole where the site has one. */
export const socialImageUrl = ({ name }: Pick<SocialImage, 'name'>): string =>
  publicUrl(`og/${name}.png`);

function imageOfDay(day: JournalDay, squares: Card['squares']): SocialImage {
  const phase = phases[day.phase]!;
  return {
    page: `day/${day.day}/`,
    name: `day-${day.day}`,
    alt: `Day ${day.day}: ${day.title}, marked on the wall of the ${squares.length} days`,
    card: {
      site: site.title,
      eyebrow: `Day ${day.day}`,
      title: day.title,
      lines: [
        `Phase ${phase.phase}: ${phase.name}`,
        // One line has room for four; only the capstone has more.
        (day.written?.skills ?? day.skills).slice(0, 4).map(skillName).join(' · '),
      ],
      squares,
      current: day.day,
    },
  };
}

/** The images by the path of their page. The last day of the curriculum has its own like the first. */
export function imagesOf(days: readonly JournalDay[]): Map<string, SocialImage> {
  const squares = days.map((day) => squareOf(day).state);
  const written = days.filter((day) => day.written);
  const counted = `${written.length} of ${days.length} days are written, each with an Express app that runs in your browser tab`;
  const wall = `the wall of the ${days.length} days, of which ${written.length} are filled`;
  const headline = portfolioNav().length > 0 ? readPerson().headline : undefined;
  const { length: start } = site.base;
  const pages = [...siteNav, ...portfolioNav()].map(({ label, href }): SocialImage => {
    const page = href.slice(start);
    const isPortfolio = page === 'portfolio/';
    const title = isPortfolio ? (readPerson().name ?? label) : label;
    return {
      page,
      name: page.slice(0, -1),
      alt: `${title}: ${wall}`,
      card: {
        site: site.title,
        title,
        lines: [...(isPortfolio && headline ? [headline] : []), counted],
        squares,
      },
    };
  });
  const home: SocialImage = {
    page: '',
    name: 'home',
    alt: `${site.title}: ${wall}`,
    card: { title: site.title, lines: [site.description], squares },
  };
  return new Map(
    [home, ...pages, ...written.map((day) => imageOfDay(day, squares))].map((image) => [
      image.page,
      image,
    ]),
  );
}

/** The images of the site: none without an address, since a preview is read elsewhere. */
export const socialImages = async (): Promise<Map<string, SocialImage>> =>
  site.url ? imagesOf(await allDays()) : new Map();
