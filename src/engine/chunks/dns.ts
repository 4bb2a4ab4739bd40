/** Queries to name servers on the virtual network. */
export { query, reverseName } from '../dns/query.ts';
