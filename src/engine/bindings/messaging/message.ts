/** A message: a value as bytes, and beside them what cannot be bytes. */
import { latin1Slice } from '../../bytes/latin1.ts';
import { ucs2Slice } from '../../bytes/utf16.ts';
import { AsyncWrap, privateSymbols, symbols } from '../../core/async-wrap.ts';
import { loadChunk } from '../../chunks/index.ts';
import { nodeData, type Any } from '../../core/node-data.ts';
import { isRegisteredProxy } from '../../core/proxies.ts';
import { nativeClassOf, reviveNative, type NativeState } from '../../core/transferable.ts';
import type { ValueDeserializer } from '../../serialization/value-deserializer.ts';
import { throwDataCloneError } from './data-clone-error.ts';
import type { PortData } from './port-data.ts';

const constants = nodeData.shapes.util!.constants as Record<string, number>;
const TRANSFERABLE = constants.kTransferable!;
const CLONEABLE = constants.kCloneable!;

const CANNOT_CLONE = 'Cannot clone object of unsupported type.';
const CANNOT_TRANSFER = 'Cannot transfer object of unsupported type.';

/** An object of a class of Node's, in the order in which the bytes name them. */
export type Passenger =
  | { kind: 'port'; port: PortData }
  | { kind: 'native'; state: NativeState }
  /** `module:Class` in JavaScript; what it is made of follows the value in the bytes. */
  | { kind: 'script'; info: string };

export interface Message {
  /** A primitive is its own message. */
  value: Uint8Array<ArrayBuffer> | { primitive: unknown };
  buffers: ArrayBuffer[];
  shared: SharedArrayBuffer[];
  modules: WebAssembly.Module[];
  passengers: Passenger[];
}

/** What a message port is to this file, without importing its class. */
export interface PortClass {
  /** Its data, or undefined for what is no port. A closed port has `null`. */
  dataOf(object: object): PortData | null | undefined;
  /** Takes the data away; the port is closed. */
  detach(object: object): PortData;
  attach(data: PortData): object;
}
let portClass: PortClass;
export const setPortClass = (value: PortClass): void => {
  portClass = value;
};

let createObject: (deserializeInfo: string) => Any;
export const setCreateObject = (create: typeof createObject): void => {
  createObject = create;
};

type HostKind = 'port' | 'native' | 'script' | undefined;

const modeOf = (object: Any): number | undefined =>
  object[privateSymbols.transfer_mode_private_symbol!] as number | undefined;

function hostKind(object: object): HostKind {
  if (portClass.dataOf(object) !== undefined) return 'port';
  if (modeOf(object) !== undefined) return 'script';
  if (nativeClassOf(object) || object instanceof AsyncWrap) return 'native';
  return undefined;
}

function isTransferable(object: Any, kind: HostKind): boolean {
  if (kind === 'port') return true;
  if (kind === 'script') return (modeOf(object)! & TRANSFERABLE) !== 0;
  return nativeClassOf(object as object)?.mode === 'transfer';
}

const isArrayBuffer = (value: object): value is ArrayBuffer =>
  Object.prototype.toString.call(value) === '[object ArrayBuffer]' && value instanceof ArrayBuffer;

type Transferring = ArrayBuffer & { transfer(): ArrayBuffer; readonly detached: boolean };

/**
 * @param source The port that the message is posted to, which cannot travel through itself.
 * @throws DOMException DataCloneError
 */
export function serialize(value: unknown, transferList: unknown[], source?: object): Message {
  const message: Message = {
    value: { primitive: value },
    buffers: [],
    shared: [],
    modules: [],
    passengers: [],
  };
  const isPrimitive =
    value === null ||
    (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
  if (isPrimitive && transferList.length === 0) return message;

  const hosts: Any[] = [];
  const { ValueSerializer } = loadChunk('serialization');
  const serializer = new ValueSerializer({
    throwDataCloneError,
    isProxy: isRegisteredProxy,
    isHostObject: (object) => hostKind(object) !== undefined,
    writeHostObject(object: Any) {
      let index = hosts.indexOf(object);
      if (index < 0) {
        const kind = hostKind(object as object);
        const cloneable =
          kind === 'script'
            ? (modeOf(object)! & CLONEABLE) !== 0
            : nativeClassOf(object as object)?.mode === 'clone';
        if (!cloneable) {
          throwDataCloneError(
            isTransferable(object, kind)
              ? 'Object that needs transfer was found in message but not listed in transferList'
              : CANNOT_CLONE,
          );
        }
        index = hosts.push(object) - 1;
      }
      serializer.writeUint32(index);
    },
    sharedArrayBufferId(buffer) {
      const index = message.shared.indexOf(buffer);
      return index >= 0 ? index : message.shared.push(buffer) - 1;
    },
    wasmModuleId: (module) => message.modules.push(module) - 1,
  });

  const buffers: Transferring[] = [];
  const list = [...transferList] as Any[];
  for (const entry of list) {
    if (entry === null || typeof entry !== 'object') {
      throwDataCloneError('Found invalid value in transferList.');
    }
    if (entry[privateSymbols.untransferable_object_private_symbol!]) {
      throwDataCloneError(CANNOT_TRANSFER);
    }
    if (isArrayBuffer(entry as object)) {
      if ((entry as Transferring).detached) throwDataCloneError(CANNOT_TRANSFER);
      if (buffers.includes(entry as Transferring)) {
        throwDataCloneError('Transfer list contains duplicate ArrayBuffer');
      }
      serializer.transferArrayBuffer(buffers.length, entry as ArrayBuffer);
      buffers.push(entry as Transferring);
      continue;
    }
    const kind = hostKind(entry as object);
    if (kind === 'port' && portClass.dataOf(entry as object) === null) {
      throwDataCloneError('MessagePort in transfer list is already detached');
    }
    if (entry === source) throwDataCloneError('Transfer list contains source port');
    if (hosts.includes(entry)) {
      throwDataCloneError(`Transfer list contains duplicate ${entry.constructor.name as string}`);
    }
    if (!kind || !isTransferable(entry, kind)) {
      throwDataCloneError(kind ? CANNOT_TRANSFER : 'Found invalid value in transferList.');
    }
    hosts.push(entry);
    // Ports that it is made of travel with it.
    const nested = kind === 'script' && entry[symbols.messaging_transfer_list_symbol!];
    if (typeof nested === 'function') {
      list.push(...(Reflect.apply(nested, entry, []) as Any[]).filter((x) => !list.includes(x)));
    }
  }
  const listed = hosts.length;

  serializer.writeHeader();
  serializer.writeValue(value);

  // Data of scripts may name further objects: the list grows while it is read.
  for (let index = 0; index < hosts.length; index++) {
    const object = hosts[index];
    const kind = hostKind(object as object);
    if (kind === 'port') {
      message.passengers.push({ kind, port: portClass.detach(object as object) });
    } else if (kind === 'native') {
      const { type, mode, take } = nativeClassOf(object as object)!;
      const original = mode === 'clone' ? (object as object) : undefined;
      message.passengers.push({ kind, state: { type, data: take(object), original } });
    } else {
      const symbol = index < listed ? 'messaging_transfer_symbol' : 'messaging_clone_symbol';
      const method: unknown = object[symbols[symbol]!];
      if (typeof method !== 'function') {
        throwDataCloneError(index < listed ? CANNOT_TRANSFER : CANNOT_CLONE);
      }
      const { deserializeInfo, data } = Reflect.apply(method as () => Any, object, []);
      message.passengers.push({ kind: 'script', info: String(deserializeInfo) });
      serializer.writeValue(data);
    }
  }
  message.value = serializer.release();
  for (const buffer of buffers) {
    try {
      message.buffers.push(buffer.transfer());
    } catch {
      // The memory of a WebAssembly instance stays where it is.
      throwDataCloneError(CANNOT_TRANSFER);
    }
  }
  return message;
}

/** The value, and the ports that came with it. @throws What a class throws that is made again. */
export function deserialize(message: Message): { value: unknown; ports: object[] } {
  if (!(message.value instanceof Uint8Array)) {
    return { value: message.value.primitive, ports: [] };
  }
  const ports: object[] = [];
  const hosts: Any[] = [];
  const scripts = loadChunk('serialization');
  const deserializer: ValueDeserializer = new scripts.ValueDeserializer(message.value, {
    readHostObject: () => hosts[deserializer.readUint32()] as unknown,
    sharedArrayBuffer: (id) => message.shared[id],
    wasmModule: (id) => message.modules[id],
    latin1: latin1Slice,
    utf16: ucs2Slice,
  });
  for (const passenger of message.passengers) {
    if (passenger.kind === 'port') {
      const port = portClass.attach(passenger.port);
      ports.push(port);
      hosts.push(port);
    } else if (passenger.kind === 'native') hosts.push(reviveNative(passenger.state));
    else hosts.push(createObject(passenger.info));
  }
  for (const [id, buffer] of message.buffers.entries()) {
    deserializer.transferArrayBuffer(id, buffer);
  }
  deserializer.readHeader();
  const value = deserializer.readValue();
  for (const [index, { kind }] of message.passengers.entries()) {
    if (kind !== 'script') continue;
    hosts[index][symbols.messaging_deserialize_symbol!](deserializer.readValue());
  }
  return { value, ports };
}
