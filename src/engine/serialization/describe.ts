/** How V8 names a value in "… could not be cloned." (`Object::NoSideEffectsToString`). */

const MAX_SOURCE = 128;

/** @param isProxy Tells proxies, which are described by what they wrap: always an object. */
export function describe(value: unknown, isProxy: (value: object) => boolean): string {
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') {
    const source = Function.prototype.toString.call(value);
    if (source.length <= MAX_SOURCE) return source;
    return `${source.slice(0, 111)}...<omitted>...${source.slice(-2)}`;
  }
  if (value === null || typeof value !== 'object') return String(value);
  if (isProxy(value)) return '#<Object>';
  const toString = dataProperty(value, 'toString');
  if (toString === Error.prototype.toString) return Error.prototype.toString.call(value);
  if (toString === Object.prototype.toString) {
    const constructor = dataProperty(value, 'constructor');
    if (typeof constructor === 'function' && constructor.name) return `#<${constructor.name}>`;
  }
  return Object.prototype.toString.call(value);
}

/** A property that can be read without running code of the program. */
function dataProperty(object: object, key: string): unknown {
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(o, key);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}
