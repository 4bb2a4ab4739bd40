/**
 * PostgreSQL looks at a flag, InterruptPending, many times in every loop (CHECK_FOR_INTERRUPTS in
 * src/include/miscadmin.h), and then calls ProcessInterrupts(). A signal would set the flag; in
 * WebAssembly nothing can, since the thread is busy. So the flag is left standing and
 * ProcessInterrupts() first calls out to JavaScript, where time-outs are due and cancellations seen.
 */

export interface Patched {
  bytes: Uint8Array<ArrayBuffer>;
  /** The import that is called by ProcessInterrupts(). */
  tick: string;
}

/** An import of the type () -> f64, which the module has anyway. */
const TICK = 'emscripten_get_now';

/**
 * Changes two places in the function ProcessInterrupts(): a call of `tick` at its start, and the
 * store that would clear InterruptPending. Throws if the module is not as expected, which
 * a new version of PGlite may bring about.
 */
export function patch(wasm: Uint8Array, interruptPending: number): Patched {
  let at = 8;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const name = () => {
    const length = leb();
    at += length;
    return Buffer.from(wasm.subarray(at - length, at)).toString();
  };
  const limits = () => {
    const flags = leb();
    leb();
    if (flags & 1) leb();
  };
  const imported: string[] = [];
  let target = -1;
  while (at < wasm.length) {
    const sectionAt = at;
    const id = wasm[at++]!;
    const size = leb();
    const contentAt = at;
    const end = at + size;
    if (id === 2) {
      for (let count = leb(); count > 0; count--) {
        name();
        const field = name();
        const kind = wasm[at++]!;
        if (kind === 0) {
          imported.push(field);
          leb();
        } else if (kind === 1) {
          at++;
          limits();
        } else if (kind === 2) limits();
        else if (kind === 3) at += 2;
        else {
          at++;
          leb();
        }
      }
    } else if (id === 7) {
      for (let count = leb(); count > 0; count--) {
        const field = name();
        const kind = wasm[at++]!;
        const index = leb();
        if (kind === 0 && field === 'ProcessInterrupts') target = index - imported.length;
      }
    } else if (id === 10) {
      const tick = imported.indexOf(TICK);
      if (target < 0 || tick < 0) break;
      leb();
      for (let i = 0; i < target; i++) {
        const size = leb();
        at += size;
      }
      const bodyAt = at;
      const bodySize = leb();
      const bodyStart = at;
      for (let groups = leb(); groups > 0; groups--) {
        leb();
        at++;
      }
      const codeAt = at;
      const body = wasm.slice(codeAt, bodyStart + bodySize);
      // i32.const InterruptPending; i32.const 0; i32.store
      const clear = [0x41, ...signed(interruptPending), 0x41, 0, 0x36, 2, 0];
      const found = Buffer.from(body).indexOf(Buffer.from(clear));
      if (found < 0) break;
      body[found + clear.length - 4] = 1;
      const call = Uint8Array.of(0x10, ...unsigned(tick), 0x1a);
      const newSize = unsigned(bodySize + call.length);
      const before = wasm.subarray(contentAt, bodyAt);
      const after = wasm.subarray(bodyStart + bodySize, end);
      const content = [before, newSize, wasm.subarray(bodyStart, codeAt), call, body, after];
      const length = content.reduce((sum, part) => sum + part.length, 0);
      const all = [wasm.subarray(0, sectionAt), [10], unsigned(length), ...content];
      all.push(wasm.subarray(end));
      const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
      let to = 0;
      for (const part of all) {
        bytes.set(part, to);
        to += part.length;
      }
      return { bytes, tick: TICK };
    }
    at = end;
  }
  throw new Error('This build of PGlite has no ProcessInterrupts() that can be made to tick');
}

function unsigned(value: number): number[] {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  bytes.push(value);
  return bytes;
}

function signed(value: number): number[] {
  const bytes = [];
  for (;;) {
    const byte = value & 127;
    value >>= 7;
    if ((value === 0 && !(byte & 64)) || (value === -1 && byte & 64)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}
