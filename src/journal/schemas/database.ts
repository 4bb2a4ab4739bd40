/** `examples/databases/<name>/about.json`: what a write-up says of a database that runs in the page. */
import { z } from 'astro/zod';

export const databaseSchema = z.strictObject({
  name: z.string().min(1).describe('Name of the database, as its makers write it'),
  standIn: z.string().min(1).describe('One sentence: what answers the example in the page'),
  cannotShow: z.string().min(1).describe('One sentence: what it cannot show'),
  variable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .describe('Environment variable that names a real server'),
  url: z.url().describe('Value of the variable for the server that `server` starts'),
  server: z.string().min(1).describe('Command that starts a real server with these settings'),
});
export type DatabaseFacts = z.infer<typeof databaseSchema>;
