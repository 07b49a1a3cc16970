/* As ed25519.c, with the limbs that 32-bit machines and WebAssembly have. Maximum length 512. */
#include "fuzz/ed25519.c"
