/** A module that gives a vector of 128 bits. */
const VECTOR = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11);

/** Whether there is SIMD128, so that the wide module can run. */
export const hasVectors = () => WebAssembly.validate(VECTOR);
