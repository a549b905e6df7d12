#pragma once

#include <cstddef>

namespace quince {

// What a transformer does to rows of numbers besides multiplying matrices, in F32 on one thread.

/// out = x / sqrt(mean(x^2) + epsilon) * weight; the mean in F64. `out` may be `x`.
void rmsNorm(const float* x, const float* weight, std::size_t count, float epsilon, float* out);

/// gate = gate / (1 + exp(-gate)) * up.
void siluTimes(float* gate, const float* up, std::size_t count);

/// values = exp((value - largest) * scale); gives their sum. REQUIRES: count > 0, scale > 0.
[[nodiscard]] float expShifted(float* values, std::size_t count, float scale);

/// Running sums over the logits of one position of one model, as softmax needs them.
struct SoftmaxSums {
    double largest = -1e300;  ///< logit so far
    double sum = 0;           ///< of exp(logit - largest)
    std::size_t argmax = 0;   ///< the first of the largest
};

/// What a block of logits adds to the sums of a and b, each below its largest logit.
struct BlockSums {
    double a = 0;
    double b = 0;
    double difference = 0;  ///< sum of exp(a - largest of a) * (a - b)
};

/// Takes logits [first, first + count) into `sums`. REQUIRES: count > 0
void addLogits(const float* logits, std::size_t first, std::size_t count, SoftmaxSums& sums);

/// The same for two models side by side; `difference` becomes the sum of exp(a - largest of a) *
/// (a - b).
void addLogitPairs(const float* a, const float* b, std::size_t first, std::size_t count,
                   SoftmaxSums& sumsOfA, SoftmaxSums& sumsOfB, double& difference);

}  // namespace quince
