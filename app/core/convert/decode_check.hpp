#pragma once

#include "core/convert/job_run.hpp"
#include "core/convert/tile_encoder.hpp"

#include <quince/result.hpp>

#include <span>

namespace quince {

/// How far a decoded weight may lie from the source with method `mlx`. All in exact arithmetic on
/// the stored scale s, stored bias b, and n = 2^bits - 1:
///
/// - Between the ends of the range the nearest code is at most half a step away.
/// - The step is stretched so that `edge` is a whole number q0 of steps; q0 >= n / 2 >= 1.5, so
///   q0 >= 2 and the stretched step is at least 3/4 of the plain one. The range may then end
///   short by n * |plain - stretched| = n * plain * |edge / plain - q0| / q0 <= n * plain * 0.5 /
///   (n / 2) = one plain step, which is at most 4/3 stretched steps.
/// - Storing rounds s and b by at most `unit` relatively, or half of the smallest denormal.
///
/// Hence (4/3 s + n * roundedBy(s) + roundedBy(b)); doubled rounding terms cover float32's own.
[[nodiscard]] float decodeBound(DType dtype, int bits, float scale, float bias);

/// The same for a block mode with this scale, decoded. Half of the largest gap between codes is
/// scale * 1 (E2M1) or scale * 16 (E4M3). The largest weight is at most top * sqrt(2) scales where
/// the exponent was rounded down, top * 17/16 where the scale was rounded to E4M3, whose denormals
/// may be off by 2^-10. Infinite for the largest scale of nvfp4, which has to do for all weights.
/// Doubled in case of rounding to `dtype` on the way.
[[nodiscard]] float blockDecodeBound(QuantMode mode, float scale);

/// The same for method `refined`, which may cut off as much as makes the group's error small: no
/// more than twice the largest weight, and MLX's smallest scale.
[[nodiscard]] float refinedDecodeBound(std::span<const float> group);

enum class DecodeFinding { fine, sourceNotFinite };

/// Decodes the first groups of the tile from the staged files and compares them with the source.
/// Tensors that are not quantized here are fine. Errors: mismatch, io.
[[nodiscard]] Result<DecodeFinding> checkDecoded(const JobRun& run, const Tile& tile,
                                                 TileEncoder& encoder);

}  // namespace quince
