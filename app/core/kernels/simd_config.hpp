#pragma once

// Must come before the first Highway header of every kernel file, so that all of them are
// compiled for the same instruction sets: AVX-512 (Highway's AVX3), AVX2, SSE4, NEON and scalar.
//
// SSSE3 is left to the scalar code: CPUs with it but without SSE4 are too old to matter. SVE has
// no vector length at compile time, which the stack buffers of the kernels need; CPUs with SVE
// have NEON.

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

/// True while compiling for a target whose "vectors" are no faster than the scalar twins.
#define QUINCE_SCALAR_TARGET (HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128)
