/** Entry of a script of its own, loaded when a program first clones a value: see `lazy-script.ts`. */
import { ValueDeserializer } from './value-deserializer.ts';
import { ValueSerializer } from './value-serializer.ts';

const serialization = { ValueDeserializer, ValueSerializer };
export type Serialization = typeof serialization;

(globalThis as unknown as { __nodeBuiltins: Record<string, () => Serialization> }).__nodeBuiltins[
  'engine/serialization'
] = () => serialization;
