/** Variables that every program has which the page starts. */
export const DEFAULT_ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/home/user',
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  USER: 'user',
};
