/**
 * The plan of the journal: day 0 to day 99 in ten phases of ten days. A write-up's title, phase and
 * skills are checked against it, and days that are not written yet are listed from it.
 */

/** The tags of the journal, in the order in which they are shown. */
export const skills = [
  'node',
  'express',
  'rest',
  'graphql',
  'sql',
  'nosql',
  'postgresql',
  'mysql',
  'mongodb',
  'redis',
  'auth',
  'oauth',
  'security',
  'realtime',
  'testing',
  'clean-code',
  'scalability',
  'performance',
  'devops',
  'deployment',
] as const;
export type Skill = (typeof skills)[number];

export interface PlannedDay {
  day: number;
  title: string;
  phase: number;
  skills: readonly Skill[];
}

export interface Phase {
  phase: number;
  name: string;
  /** What the project that the phase leads to does, in a sentence or two; the last day has its title. */
  project: string;
  days: readonly PlannedDay[];
}

interface PhasePlan {
  name: string;
  project: string;
  /** Ten days, in order; a day's number follows from its place. */
  days: { title: string; skills: readonly Skill[] }[];
}

const plan: PhasePlan[] = [
  {
    name: 'Node and HTTP from the ground up',
    project:
      'It shortens links, counts their visits and expires them. It keeps them in a file that is replaced as a whole, and survives a restart.',
    days: [
      { title: 'Hello, backend', skills: ['node', 'express'] },
      { title: 'Routes and responses', skills: ['express', 'rest'] },
      { title: 'Modules and configuration', skills: ['node', 'clean-code'] },
      { title: 'The event loop', skills: ['node'] },
      { title: 'Files and streams', skills: ['node', 'performance'] },
      { title: 'Events', skills: ['node'] },
      { title: 'Middleware', skills: ['express'] },
      { title: 'Static sites and templates', skills: ['express', 'security'] },
      { title: 'Forms and bodies', skills: ['express'] },
      { title: 'Project: link shortener', skills: ['express', 'rest'] },
    ],
  },
  {
    name: 'Express, deeply',
    project:
      'It keeps pastes that expire or are burnt after reading, highlights them on the server, and has a raw view and a size limit.',
    days: [
      { title: 'Routers and layout', skills: ['express', 'clean-code'] },
      { title: 'Errors as a contract', skills: ['express', 'rest', 'clean-code'] },
      { title: 'Validating input', skills: ['express', 'security'] },
      { title: 'Structured logging', skills: ['express', 'devops'] },
      { title: 'Cookies and sessions', skills: ['express', 'auth'] },
      { title: 'File uploads', skills: ['express', 'security'] },
      { title: 'Testing an API', skills: ['testing', 'clean-code'] },
      { title: 'HTTP caching', skills: ['rest', 'performance'] },
      { title: 'Security baseline', skills: ['security'] },
      { title: 'Project: pastebin', skills: ['express', 'rest'] },
    ],
  },
  {
    name: 'REST API design',
    project:
      'It has boards, columns and cards with an order and an activity log, and a page to drag cards on.',
    days: [
      { title: 'Resources and status codes', skills: ['rest'] },
      { title: 'Partial updates', skills: ['rest'] },
      { title: 'Pagination', skills: ['rest', 'performance'] },
      { title: 'Filtering and sorting', skills: ['rest'] },
      { title: 'Conditional writes', skills: ['rest'] },
      { title: 'Idempotency keys', skills: ['rest', 'scalability'] },
      { title: 'Versioning', skills: ['rest', 'clean-code'] },
      { title: 'OpenAPI', skills: ['rest', 'testing'] },
      { title: 'Long jobs and bulk', skills: ['rest', 'scalability'] },
      { title: 'Project: kanban board', skills: ['rest'] },
    ],
  },
  {
    name: 'PostgreSQL',
    project:
      'It has members, copies, loans, reservations and overdue fines, and a constraint that makes a double loan impossible.',
    days: [
      { title: 'First queries', skills: ['sql', 'postgresql'] },
      { title: 'SQL injection', skills: ['sql', 'security'] },
      { title: 'Migrations', skills: ['sql', 'devops'] },
      { title: 'Relations and joins', skills: ['sql', 'postgresql'] },
      { title: 'Transactions', skills: ['sql', 'postgresql'] },
      { title: 'Indexes and EXPLAIN', skills: ['sql', 'performance'] },
      { title: 'Full-text search', skills: ['postgresql'] },
      { title: 'JSONB', skills: ['postgresql', 'nosql'] },
      { title: 'A typed query layer', skills: ['sql', 'clean-code'] },
      { title: 'Project: lending library', skills: ['sql', 'postgresql', 'rest'] },
    ],
  },
  {
    name: 'MySQL and MongoDB',
    project: 'It has posts, drafts, tags, comments, search, a feed and an admin page.',
    days: [
      { title: 'MySQL first queries', skills: ['sql', 'mysql'] },
      { title: 'MySQL schema and upserts', skills: ['sql', 'mysql'] },
      { title: 'Locking', skills: ['mysql', 'scalability'] },
      { title: 'A query builder', skills: ['sql', 'clean-code'] },
      { title: 'MongoDB first documents', skills: ['nosql', 'mongodb'] },
      { title: 'Mongoose', skills: ['mongodb'] },
      { title: 'Embed or reference', skills: ['mongodb', 'performance'] },
      { title: 'Aggregation', skills: ['mongodb'] },
      { title: 'The repository pattern', skills: ['clean-code', 'testing'] },
      { title: 'Project: blog platform', skills: ['mongodb', 'express'] },
    ],
  },
  {
    name: 'Authentication and authorization',
    project:
      'It signs people up with an e-mail check and a second factor, and has password reset, a device list, lockout and an audit log.',
    days: [
      { title: 'Passwords', skills: ['auth', 'security'] },
      { title: 'Session login', skills: ['auth'] },
      { title: 'CSRF and SameSite', skills: ['auth', 'security'] },
      { title: 'JWT', skills: ['auth'] },
      { title: 'Refresh tokens', skills: ['auth', 'security'] },
      { title: 'Roles and ownership', skills: ['auth', 'clean-code'] },
      { title: 'OAuth 2.0', skills: ['oauth', 'auth'] },
      { title: 'OpenID Connect', skills: ['oauth', 'auth'] },
      { title: 'API keys and signed requests', skills: ['auth', 'security'] },
      { title: 'Project: auth service', skills: ['auth', 'security'] },
    ],
  },
  {
    name: 'Real time',
    project:
      'It has channels with a history in a database, unread counts, presence, search and sign-in.',
    days: [
      { title: 'Server-sent events', skills: ['realtime'] },
      { title: 'WebSocket by hand', skills: ['realtime', 'node'] },
      { title: 'ws', skills: ['realtime'] },
      { title: 'Rooms and presence', skills: ['realtime'] },
      { title: 'Socket.IO', skills: ['realtime'] },
      { title: 'Namespaces and auth', skills: ['realtime', 'auth'] },
      { title: 'Live poll', skills: ['realtime'] },
      { title: 'Collaborative notes', skills: ['realtime'] },
      { title: 'Scaling sockets out', skills: ['realtime', 'scalability', 'redis'] },
      { title: 'Project: team chat', skills: ['realtime', 'postgresql'] },
    ],
  },
  {
    name: 'Performance and scale',
    project:
      'It sells 100 items to 10,000 buyers and none twice, shows each their place in the queue, and is load-tested in the page.',
    days: [
      { title: 'Measure first', skills: ['performance'] },
      { title: 'Caching in process', skills: ['performance'] },
      { title: 'Redis', skills: ['redis', 'performance'] },
      { title: 'Rate limiting', skills: ['redis', 'scalability'] },
      { title: 'Background jobs', skills: ['scalability'] },
      { title: 'Worker threads', skills: ['node', 'performance'] },
      { title: 'Cluster', skills: ['node', 'scalability'] },
      { title: 'Large data', skills: ['performance', 'sql'] },
      { title: 'Resilience', skills: ['scalability'] },
      { title: 'Project: flash sale', skills: ['scalability', 'redis'] },
    ],
  },
  {
    name: 'Architecture and GraphQL',
    project:
      'It has a catalogue, a cart, checkout and stock for many tenants, kept apart by row-level security and spread over two databases.',
    days: [
      { title: 'Layers', skills: ['clean-code'] },
      { title: 'Ports and adapters', skills: ['clean-code'] },
      { title: 'Events and the outbox', skills: ['scalability', 'clean-code'] },
      { title: 'CQRS and event sourcing', skills: ['clean-code'] },
      { title: 'GraphQL', skills: ['graphql'] },
      { title: 'Mutations and DataLoader', skills: ['graphql', 'performance'] },
      { title: 'Subscriptions and limits', skills: ['graphql', 'realtime', 'security'] },
      { title: 'Gateway', skills: ['scalability'] },
      { title: 'Webhooks', skills: ['rest', 'security'] },
      { title: 'Project: multi-tenant store', skills: ['clean-code', 'postgresql'] },
    ],
  },
  {
    name: 'Shipping it',
    project:
      'It is a small SaaS out of all of it: accounts, teams, live boards, jobs, GraphQL and REST, metrics and an audit log.',
    days: [
      { title: 'Twelve factors', skills: ['devops'] },
      { title: 'Health and graceful shutdown', skills: ['devops'] },
      { title: 'Metrics', skills: ['devops', 'performance'] },
      { title: 'Tracing', skills: ['devops'] },
      { title: 'Containers', skills: ['devops', 'deployment'] },
      { title: 'CI/CD', skills: ['devops', 'deployment'] },
      { title: 'Deploying', skills: ['deployment'] },
      { title: 'Zero-downtime change', skills: ['deployment', 'sql'] },
      { title: 'Backups and drills', skills: ['devops', 'postgresql'] },
      { title: 'Capstone: Launchpad', skills: skills },
    ],
  },
];

export const daysPerPhase = 10;

export const phases: readonly Phase[] = plan.map(({ name, project, days }, phase) => ({
  phase,
  name,
  project,
  days: days.map((planned, index) => ({ day: phase * daysPerPhase + index, phase, ...planned })),
}));

export const plannedDays: readonly PlannedDay[] = phases.flatMap(({ days }) => days);

/** The plan of one day, or `undefined` for a number that is not in the curriculum. */
export const plannedDay = (day: number): PlannedDay | undefined => plannedDays[day];
