import { isExpired, type Link } from './links.ts';

const escape = (value: unknown): string =>
  String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A template tag that escapes what is put in, except arrays: those are HTML made by this tag. */
function html(strings: TemplateStringsArray, ...values: unknown[]): string {
  const parts = values.map((value) => (Array.isArray(value) ? value.join('') : escape(value)));
  return String.raw({ raw: strings }, ...parts);
}

const layout = (title: string, content: string): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <h1>${title}</h1>
        ${[content]}
      </body>
    </html>`;

export const messagePage = (title: string, text: string): string =>
  layout(
    title,
    html`<p>${text}</p>
      <p><a href="/">Shorten a link of your own</a></p>`,
  );

export interface Home {
  origin: string;
  links: Link[];
  error?: string;
}

export const homePage = ({ origin, links, error }: Home): string =>
  layout(
    'Link shortener',
    html`${error ? [html`<p role="alert">${error}</p>`] : []}
      <form method="post" action="/">
        <label>
          Address
          <input name="url" type="url" required maxlength="2048" placeholder="https://" />
        </label>
        <label>
          Expires
          <select name="expiresIn">
            <option value="">never</option>
            <option value="60">in a minute</option>
            <option value="3600">in an hour</option>
            <option value="86400">in a day</option>
          </select>
        </label>
        <button>Shorten</button>
      </form>
      <table>
        <thead>
          <tr>
            <th>Short</th>
            <th>Goes to</th>
            <th>Hits</th>
            <th>Expires</th>
          </tr>
        </thead>
        <tbody>
          ${links.map((link) => row(origin, link))}
        </tbody>
      </table>`,
  );

const row = (origin: string, link: Link): string =>
  html`<tr>
    <td><a href="/${link.code}">${origin}/${link.code}</a></td>
    <td>${link.url}</td>
    <td>${link.hits}</td>
    <td>${isExpired(link) ? 'expired' : (link.expiresAt ?? 'never')}</td>
  </tr>`;
