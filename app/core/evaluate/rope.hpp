#pragma once

#include "core/model/json_text.hpp"

#include <quince/result.hpp>

#include <cstddef>
#include <vector>

namespace quince {

/// Rotary position embedding, the halves of a head turned against each other. The kinds and their
/// formulas: transformers, modeling_rope_utils.py; mlx-lm, models/rope_utils.py.
struct Rope {
    std::vector<double> frequencies;  ///< radians for each position: [headSize / 2]
    double factor = 1;                ///< of sines and cosines (yarn)
};

/// From a config.json's rope_theta and rope_scaling, or rope_parameters.
/// Errors: unsupported (a kind that is not known), malformed.
Result<Rope> readRope(const Json& config, std::size_t headSize);

/// Sines and cosines, rounded from F64: [positions][headSize / 2] each.
struct RopeTable {
    RopeTable(const Rope& rope, std::size_t positions);

    /// Turns one head in place. REQUIRES: position below `positions`
    void turn(float* head, std::size_t position) const;

private:
    std::size_t m_half;
    std::vector<float> m_cosines;
    std::vector<float> m_sines;
};

}  // namespace quince
