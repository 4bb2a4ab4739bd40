/** Reverses the order of bytes within each group of `size`, in place; an incomplete group stays. */
export function swapBytes<T extends Uint8Array>(bytes: T, size: 2 | 4 | 8): T {
  for (let group = 0; group + size <= bytes.length; group += size) {
    for (let low = group, high = group + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
  return bytes;
}
