/**
 * As much of SQL's surface as the gateway must know: where a statement begins and ends, and which
 * statements change the session. Everything else is for PostgreSQL itself.
 */

export interface Statement {
  /** As it was written, without the semicolon. */
  text: string;
  /** Lower case, with comments gone and the contents of strings blanked out. */
  bare: string;
}

// Comments, strings, dollar-quoted strings, quoted names, and the separator. Block comments nest,
// which no regular expression can follow; they are handled by hand.
const TOKEN =
  /--[^\n]*|\/\*|\b[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|;/g;

/** Splits a simple query into statements. An unfinished string or comment extends to the end. */
export function statements(sql: string): Statement[] {
  const found: Statement[] = [];
  let start = 0;
  let bare = '';
  let from = 0;
  TOKEN.lastIndex = 0;
  const finish = (end: number) => {
    bare += sql.slice(from, end).toLowerCase();
    if (bare.trim()) found.push({ text: sql.slice(start, end), bare: bare.trim() });
    bare = '';
  };
  for (let match; (match = TOKEN.exec(sql));) {
    const token = match[0];
    const at = match.index;
    if (token === ';') {
      finish(at);
      start = from = at + 1;
      continue;
    }
    bare += sql.slice(from, at).toLowerCase();
    if (token.startsWith('--')) bare += ' ';
    else if (token === '/*') {
      TOKEN.lastIndex = endOfComment(sql, at);
      bare += ' ';
    } else if (token.startsWith('$')) {
      // $1$2 are parameters, never a tag; a tag after a name character is part of the name.
      if (/[\w$]/.test(sql[at - 1] ?? '')) {
        bare += token;
      } else {
        const end = sql.indexOf(token, at + token.length);
        TOKEN.lastIndex = end < 0 ? sql.length : end + token.length;
        bare += "''";
      }
    } else if (token.startsWith('"')) bare += token;
    else bare += "''";
    from = TOKEN.lastIndex;
  }
  finish(sql.length);
  return found;
}

function endOfComment(sql: string, at: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = at;
  let depth = 0;
  for (let match; (match = edge.exec(sql));) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

/** What a batch may have changed in the session, judged by its text. */
export interface Effects {
  /** A setting that outlives the transaction: SET, RESET, set_config(). */
  settings: boolean;
  /** Names of settings with a dot, which no catalogue lists. */
  customSettings: string[];
  temporary: boolean;
  advisory: boolean;
  /** `listen` and `unlisten` in their order; `*` for all. */
  channels: { listen: boolean; channel: string }[];
  discard: 'ALL' | 'TEMP' | 'PLANS' | undefined;
  deallocateAll: boolean;
  /** BEGIN … SERIALIZABLE or REPEATABLE READ: a client of it is ready to try again. */
  serializable: boolean;
  /** Has a snapshot: more than BEGIN and SET TRANSACTION. */
  reads: boolean;
  /** Leaves something in its transaction that would be lost if that were begun anew. */
  pins: boolean;
  savepoint: boolean;
  /** Nothing but COMMIT or ROLLBACK. */
  ends: boolean;
}

// Statements that, as long as they write no row, leave nothing behind.
const LEAVES_NOTHING =
  /^(begin|start\s+transaction|set\s+transaction(?!\s+snapshot)|select|with|values|table|show|explain|commit|end|rollback(?!.*\bto\b)|abort)\b/;
// Calls that do: settings and locks until the end of the transaction, and its time, which stands still.
const LEAVES_SOMETHING =
  /\b(set_config|pg_notify|pg_export_snapshot|lo_\w+|\w*_advisory_\w*|now|transaction_timestamp|current_(date|time|timestamp)|localtime(stamp)?)\b/;

export const noEffects = (): Effects => ({
  settings: false,
  customSettings: [],
  temporary: false,
  advisory: false,
  channels: [],
  discard: undefined,
  deallocateAll: false,
  serializable: false,
  reads: false,
  pins: false,
  savepoint: false,
  ends: false,
});

/** Adds what `sql` does to `effects`. */
export function observe(sql: string, effects: Effects): void {
  const all = statements(sql);
  effects.ends =
    all.length > 0 && all.every(({ bare }) => /^(commit|end|rollback|abort)\b/.test(bare));
  for (const { text, bare } of all) {
    effects.pins ||= !LEAVES_NOTHING.test(bare) || LEAVES_SOMETHING.test(bare);
    effects.savepoint ||= /^savepoint\b/.test(bare);
    effects.reads ||= !/^(begin|start|set)\b/.test(bare);
    if (/^(set(?!\s+(local|transaction|constraints)\b)|reset)\b/.test(bare))
      effects.settings = true;
    if (/\bset_config\b/.test(bare)) effects.settings = true;
    if (effects.settings) {
      for (const [, name] of text.matchAll(
        /(?:^\s*(?:re)?set\s+(?:session\s+)?|\bset_config\s*\(\s*')("?[\w$]+"?\."?[\w$]+"?)/gi,
      )) {
        effects.customSettings.push(name!.replaceAll('"', '').toLowerCase());
      }
    }
    if (/\btemp(orary)?\b|\bpg_temp\b/.test(bare)) effects.temporary = true;
    if (/\badvisory|_advisory_/.test(bare)) effects.advisory = true;
    const listen = /^(un)?listen\s+("(?:[^"]|"")*"|\*|[^\s;]+)$/.exec(bare);
    if (listen) effects.channels.push({ listen: !listen[1], channel: identifier(listen[2]!) });
    const discard = /^discard\s+(all|temp|temporary|plans|sequences)$/.exec(bare)?.[1];
    if (discard === 'all') effects.discard = 'ALL';
    else if (discard?.startsWith('temp')) effects.discard = 'TEMP';
    if (/^deallocate\s+(prepare\s+)?all$/.test(bare)) effects.deallocateAll = true;
    if (/^(begin|start\s+transaction)\b.*\b(serializable|repeatable\s+read)\b/s.test(bare)) {
      effects.serializable = true;
    }
  }
}

/** A name as the server folds it: lower case unless quoted, at most 63 bytes. */
export function identifier(text: string): string {
  const name = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
  return Buffer.from(name).subarray(0, 63).toString();
}

export const quoteLiteral = (text: string): string =>
  text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The same statements with what would touch other clients replaced: names of prepared statements
 * are the client's own, and DISCARD or DEALLOCATE ALL becomes a statement without effect (the
 * gateway then does the work for one client). Null if nothing needs to change.
 */
export function rewrite(sql: string, statementName: (name: string) => string): string | null {
  if (!/prepare|execute|deallocate|discard/i.test(sql)) return null;
  let changed = false;
  const parts = statements(sql).map(({ text, bare }) => {
    if (/^discard\s+(all|temp|temporary)$/.test(bare)) {
      changed = true;
      // Neither may run in a transaction that DISCARD ALL may not run in either.
      return bare.endsWith('all') ? 'RESET ALL' : 'DISCARD PLANS';
    }
    if (/^deallocate\s+(prepare\s+)?all$/.test(bare)) {
      changed = true;
      return 'DISCARD PLANS';
    }
    const head =
      /^(\s*(?:explain\s+(?:\([^)]*\)\s*|analyze\s+|verbose\s+)*)?(?:prepare|execute|deallocate(?:\s+prepare)?)\s+)("(?:[^"]|"")*"|[\w$\u0080-\uffff]+)/i.exec(
        text,
      );
    if (!head || /^prepare\s+transaction\b/.test(bare)) return text;
    changed = true;
    const name = quoteIdentifier(statementName(identifier(head[2]!)));
    return head[1] + name + text.slice(head[0].length);
  });
  return changed ? parts.join(';') : null;
}
