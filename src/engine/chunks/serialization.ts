/** Structured clone in V8's format: for the first value that is cloned. */
export { ValueDeserializer } from '../serialization/value-deserializer.ts';
export { ValueSerializer } from '../serialization/value-serializer.ts';
