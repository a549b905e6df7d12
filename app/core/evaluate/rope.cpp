#include "core/evaluate/rope.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace quince {
namespace {

constexpr double twoPi = 2 * std::numbers::pi;

std::optional<double> numberAt(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>())
                                                       : std::nullopt;
}

Error lacks(const char* what) {
    return {ErrorCode::malformed, std::string("rope_scaling has no ") + what, {}};
}

std::vector<double> plainFrequencies(double theta, std::size_t headSize) {
    std::vector<double> frequencies(headSize / 2);
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        frequencies[i] =
            std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(headSize));
    }
    return frequencies;
}

/// Long waves are stretched by the factor, short ones are not, those between in part.
Result<Rope> llama3(Rope rope, const Json& scaling, double factor) {
    const double low = numberAt(scaling, "low_freq_factor").value_or(1);
    const double high = numberAt(scaling, "high_freq_factor").value_or(4);
    const double original = numberAt(scaling, "original_max_position_embeddings").value_or(8192);
    if (low >= high || original <= 0 || low <= 0) {
        return Error{ErrorCode::malformed, "rope_scaling has factors that make no sense", {}};
    }
    for (double& frequency : rope.frequencies) {
        const double wave = twoPi / frequency;
        if (wave > original / low) {
            frequency /= factor;
        } else if (wave > original / high) {
            const double smooth = (original / wave - low) / (high - low);
            frequency *= (1 - smooth) / factor + smooth;
        }
    }
    return rope;
}

double yarnScale(double factor, double scale) {
    return factor <= 1 ? 1.0 : 0.1 * scale * std::log(factor) + 1.0;
}

/// mlx-lm ignores attention_factor and takes 4096 for a missing original length; transformers
/// takes max_position_embeddings.
Result<Rope> yarn(Rope rope, const Json& scaling, const Json& config, double theta, double factor) {
    const auto length = numberAt(scaling, "original_max_position_embeddings");
    const auto longest = numberAt(config, "max_position_embeddings");
    if (!length && !longest) {
        return lacks("original_max_position_embeddings");
    }
    const double original = length ? *length : *longest;
    const auto size = static_cast<double>(rope.frequencies.size() * 2);
    const auto turnsAt = [&](double turns) {
        return size * std::log(original / (turns * twoPi)) / (2 * std::log(theta));
    };
    const double fast = numberAt(scaling, "beta_fast").value_or(32);
    const double slow = numberAt(scaling, "beta_slow").value_or(1);
    double low = turnsAt(fast);
    double high = turnsAt(slow);
    const auto truncate = scaling.find("truncate");
    if (truncate == scaling.end() || *truncate != Json(false)) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, size - 1);
    if (high == low) {
        high += 0.001;
    }
    for (std::size_t i = 0; i < rope.frequencies.size(); ++i) {
        const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
        rope.frequencies[i] *= ramp / factor + (1 - ramp);
    }
    const auto given = numberAt(scaling, "attention_factor");
    const double scale = numberAt(scaling, "mscale").value_or(1);
    const double all = numberAt(scaling, "mscale_all_dim").value_or(0);
    rope.factor = given ? *given : yarnScale(factor, scale) / yarnScale(factor, all);
    return rope;
}

}  // namespace

Result<Rope> readRope(const Json& config, std::size_t headSize) {
    static const Json none = Json::object();
    const auto objectAt = [&](const char* key) -> const Json* {
        const auto found = config.find(key);
        return found != config.end() && found->is_object() ? &*found : nullptr;
    };
    const Json* scaling = objectAt("rope_scaling");
    if (scaling == nullptr) {
        scaling = objectAt("rope_parameters");  // transformers 5
    }
    if (scaling == nullptr) {
        scaling = &none;
    }
    const auto own = numberAt(config, "rope_theta");
    const double theta = own ? *own : numberAt(*scaling, "rope_theta").value_or(10000);
    if (!(theta > 1)) {
        return Error{ErrorCode::malformed, "rope_theta is not above 1", {}};
    }
    std::string kind = stringAt(*scaling, "rope_type");
    if (kind.empty()) {
        kind = stringAt(*scaling, "type");
    }
    Rope rope{plainFrequencies(theta, headSize), 1};
    if (kind.empty() || kind == "default") {
        return rope;
    }
    if (kind != "linear" && kind != "llama3" && kind != "yarn") {
        return Error{ErrorCode::unsupported,
                     "Quince cannot evaluate models whose rope_scaling is \"" + kind + "\"",
                     {}};
    }
    const auto factor = numberAt(*scaling, "factor");
    if (!factor || !(*factor > 0)) {
        return lacks("factor");
    }
    if (kind == "llama3") {
        return llama3(std::move(rope), *scaling, *factor);
    }
    if (kind == "yarn") {
        return yarn(std::move(rope), *scaling, config, theta, *factor);
    }
    for (double& frequency : rope.frequencies) {
        frequency /= *factor;
    }
    return rope;
}

RopeTable::RopeTable(const Rope& rope, std::size_t positions) : m_half(rope.frequencies.size()) {
    m_cosines.reserve(positions * m_half);
    m_sines.reserve(positions * m_half);
    for (std::size_t position = 0; position < positions; ++position) {
        for (const double frequency : rope.frequencies) {
            const double angle = static_cast<double>(position) * frequency;
            m_cosines.push_back(static_cast<float>(std::cos(angle) * rope.factor));
            m_sines.push_back(static_cast<float>(std::sin(angle) * rope.factor));
        }
    }
}

void RopeTable::turn(float* head, std::size_t position) const {
    const float* const cosines = m_cosines.data() + position * m_half;
    const float* const sines = m_sines.data() + position * m_half;
    for (std::size_t i = 0; i < m_half; ++i) {
        const float low = head[i];
        const float high = head[m_half + i];
        head[i] = low * cosines[i] - high * sines[i];
        head[m_half + i] = low * sines[i] + high * cosines[i];
    }
}

}  // namespace quince
