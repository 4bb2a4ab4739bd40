/** The `ipc_serdes` binding: messages of IPC channels with `serialization: 'advanced'`. */
import type { Any, Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

const PREFIX = 4;

export const ipcSerdes = (stub: Binding): Binding =>
  Object.assign(stub, {
    /** @returns the message behind its length as a big-endian uint32 */
    serialize(message: unknown): Uint8Array {
      const { DefaultSerializer } = runtime.require('v8') as Any;
      const serializer = new DefaultSerializer();
      serializer.writeHeader();
      serializer.writeValue(message);
      const body: Uint8Array = serializer.releaseBuffer();
      const framed = runtime.Buffer.allocUnsafe(PREFIX + body.length);
      framed.writeUInt32BE(body.length, 0);
      framed.set(body, PREFIX);
      return framed;
    },
    deserialize(bytes: Uint8Array): unknown {
      const { DefaultDeserializer } = runtime.require('v8') as Any;
      const copy = runtime.Buffer.from(bytes);
      const deserializer = new DefaultDeserializer(copy);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  });
