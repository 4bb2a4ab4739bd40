import { openMemory } from './memory.ts';
import type { Members } from './members.ts';
import { openMongodb } from './mongodb.ts';
import { openMysql } from './mysql.ts';
import { openPostgres } from './postgres.ts';

// #region stores
/** The one place that knows all of them. */
export const stores: Record<string, () => Promise<Members>> = {
  memory: openMemory,
  postgres: openPostgres,
  mysql: openMysql,
  mongodb: openMongodb,
};
// #endregion
