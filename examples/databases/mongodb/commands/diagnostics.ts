import { type Document } from '../query/values.ts';
import { MAX_DOCUMENT } from '../storage/store.ts';
import { type Call, type Command, type ServerState } from './context.ts';

/** The release whose behaviour and wire version this server has. */
export const VERSION = '8.0.0';
const WIRE_VERSION = 25;
export const SET_NAME = 'rs0';
export const MAX_MESSAGE = 48_000_000;

/** A replica set of one member: only there do transactions and change streams exist. */
export function hello(state: ServerState, connectionId: number): Document {
  const address = state.address();
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: SET_NAME,
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: MAX_DOCUMENT,
    maxMessageSizeBytes: MAX_MESSAGE,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    ok: 1,
  };
}

const helloCommand: Command = ({ state, connectionId, name }) => {
  const { isWritablePrimary, ismaster, ...rest } = hello(state, connectionId);
  return name === 'hello' ? { isWritablePrimary, ...rest } : { ismaster, ...rest };
};

const uptime = ({ state }: Call): number => Math.floor((Date.now() - state.started) / 1000);

const buildInfo: Command = () => ({
  version: VERSION,
  gitVersion: 'embedded',
  modules: [],
  versionArray: [8, 0, 0, 0],
  javascriptEngine: 'none',
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT,
  storageEngines: ['memory'],
});

export const diagnosticCommands: Record<string, Command> = {
  hello: helloCommand,
  isMaster: helloCommand,
  ismaster: helloCommand,
  ping: () => ({}),
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  getParameter: ({ command }) => {
    const values: Document = { featureCompatibilityVersion: { version: '8.0' } };
    const asked = Object.keys(values).filter(
      (name) => command[name] !== undefined || command.getParameter === '*',
    );
    return Object.fromEntries(asked.map((name) => [name, values[name]]));
  },
  getCmdLineOpts: () => ({ argv: ['mongod'], parsed: {} }),
  getLog: () => ({ totalLinesWritten: 0, log: [] }),
  hostInfo: () => ({ system: { hostname: 'localhost' }, os: {}, extra: {} }),
  whatsmyuri: () => ({ you: '127.0.0.1:0' }),
  serverStatus: (call) => ({
    host: call.state.address(),
    version: VERSION,
    process: 'mongod',
    uptime: uptime(call),
    localTime: call.now,
    connections: { current: call.state.connections(), available: 10_000, active: 1 },
    storageEngine: { name: 'memory', persistent: false },
    logicalSessionRecordCache: { activeSessionsCount: call.state.sessions.size },
    metrics: { cursor: { open: { total: call.state.cursors.size } } },
    transactions: { currentOpen: call.state.store.transactions.size },
  }),
  replSetGetStatus: ({ state, now }) => ({
    set: SET_NAME,
    date: now,
    myState: 1,
    members: [
      { _id: 0, name: state.address(), health: 1, state: 1, stateStr: 'PRIMARY', self: true },
    ],
  }),
  replSetGetConfig: ({ state }) => ({
    config: { _id: SET_NAME, version: 1, members: [{ _id: 0, host: state.address() }] },
  }),
};
