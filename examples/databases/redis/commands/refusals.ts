import { isScriptRunning } from '../lua.ts';

/** Arguments that the library accepts, or refuses in other words than Redis. */
const checks: Record<string, (args: readonly string[]) => string | undefined> = {
  blpop: (args) => timeout(args.at(-1)),
  brpop: (args) => timeout(args.at(-1)),
  bzpopmin: (args) => timeout(args.at(-1)),
  bzpopmax: (args) => timeout(args.at(-1)),
  expire: (args) => expiry('expire', args[1]),
  pexpire: (args) => expiry('pexpire', args[1]),
  eval: (args) => keys(args[1]),
  evalsha: (args) => keys(args[1]),
  sort: (args) => fieldPattern(args),
  sort_ro: (args) => fieldPattern(args),
  client: (args) =>
    isScriptRunning() ? 'This Redis command is not allowed from script' : clientList(args),
  config: notifications,
  scan: (args) =>
    args.length % 2 === 0 && /^(match|count|type)$/i.test(args.at(-1)!)
      ? 'syntax error'
      : undefined,
  xgroup: groupSubcommand,
  xrange: rangeOfIds,
  xrevrange: rangeOfIds,
  xread: (args) =>
    blocksInScript('xread', args) ??
    (streamIds(args).includes('>')
      ? 'The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.'
      : undefined),
  xreadgroup: (args) =>
    blocksInScript('xreadgroup', args) ??
    (streamIds(args).includes('$')
      ? 'The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.'
      : undefined),
};

/** Why Redis refuses the command, or undefined. */
export function refusal(command: string, args: readonly Buffer[]): string | undefined {
  if (!Object.hasOwn(checks, command)) return undefined;
  return checks[command]!(args.map((arg) => arg.toString('latin1')));
}

/** The library takes `weight_*->value` for the name of a key, and would sort by nothing. */
const fieldPattern = (args: readonly string[]): string | undefined =>
  args.some((arg, at) => /^(by|get)$/i.test(args[at - 1] ?? '') && /\*.*->./.test(arg))
    ? 'SORT by fields of hashes (->) is not supported by the embedded Redis'
    : undefined;

function timeout(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const seconds = text.trim() === text && text !== '' ? Number(text) : NaN;
  if (!Number.isFinite(seconds)) return 'timeout is not a float or out of range';
  return seconds < 0 ? 'timeout is negative' : undefined;
}

const largest = 2n ** 63n - 1n;

function expiry(command: string, text: string | undefined): string | undefined {
  if (!text || !/^-?[1-9]\d{0,18}$/.test(text)) return undefined;
  const milliseconds = BigInt(text) * (command === 'expire' ? 1000n : 1n);
  return milliseconds + BigInt(Date.now()) > largest || milliseconds < -largest
    ? `invalid expire time in '${command}' command`
    : undefined;
}

const keys = (text: string | undefined): string | undefined =>
  text && /^-[1-9]\d*$/.test(text) ? "Number of keys can't be negative" : undefined;

/** The library looks at them only where there is a stream. */
function rangeOfIds([, ...ids]: readonly string[]): string | undefined {
  return ids.slice(0, 2).every((id) => /^([-+]|\(?\d+(-\d+)?)$/.test(id))
    ? undefined
    : 'Invalid stream ID specified as stream command argument';
}

const blocksInScript = (command: string, args: readonly string[]): string | undefined =>
  isScriptRunning() && args.slice(0, -2).some((arg) => /^block$/i.test(arg))
    ? `${command} command is not allowed with BLOCK option from scripts`
    : undefined;

function streamIds(args: readonly string[]): readonly string[] {
  const rest = args.slice(args.findIndex((arg) => /^streams$/i.test(arg)) + 1);
  return rest.slice(rest.length / 2);
}

const clientList = ([subcommand, option]: readonly string[]): string | undefined =>
  /^list$/i.test(subcommand ?? '') && option !== undefined && !/^(type|id)$/i.test(option)
    ? 'syntax error'
    : undefined;

/** The library names most other events in another way than Redis. */
function notifications([subcommand, ...pairs]: readonly string[]): string | undefined {
  if (!/^set$/i.test(subcommand ?? '')) return undefined;
  const at = pairs.findIndex(
    (name, index) => index % 2 === 0 && /^notify-keyspace-events$/i.test(name),
  );
  return at >= 0 && /^[AKEg$lshzxetmdn]*[Ag$lshzetmdn][AKEg$lshzxetmdn]*$/.test(pairs[at + 1] ?? '')
    ? 'Of notifications only those of expired keys (x) are supported by the embedded Redis'
    : undefined;
}

const groupArguments = new Map([
  ['CREATE', 4],
  ['SETID', 4],
  ['DESTROY', 3],
  ['CREATECONSUMER', 4],
  ['DELCONSUMER', 4],
]);

function groupSubcommand([subcommand, ...rest]: readonly string[]): string | undefined {
  if (subcommand === undefined) return undefined;
  const least = groupArguments.get(subcommand.toUpperCase());
  if (least === undefined) return `unknown subcommand '${subcommand}'. Try XGROUP HELP.`;
  return rest.length + 1 < least
    ? `wrong number of arguments for 'xgroup|${subcommand.toLowerCase()}' command`
    : undefined;
}
