#include "core/model/quantization_entry.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace quince {
namespace {

/// Absent or null: `usual`. Not a number of sane size: nothing.
std::optional<int> numberAt(const Json& object, const char* key, int usual) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) {
        return usual;
    }
    const auto value = found->is_number_integer() ? found->get<std::int64_t>() : 0;
    return value > 0 && value <= 1024 ? std::optional(static_cast<int>(value)) : std::nullopt;
}

}  // namespace

Result<QuantSpec> readQuantizationEntry(const Json& entry) {
    const auto mode = entry.find("mode");
    const std::optional<QuantMode> known =
        mode == entry.end() || !mode->is_string()
            ? QuantMode::affine
            : quantModeFromName(mode->get_ref<const std::string&>());
    const QuantSpec usual = defaultSpec(known.value_or(QuantMode::affine));
    const std::optional<int> bits = numberAt(entry, "bits", usual.bits);
    const std::optional<int> groupSize = numberAt(entry, "group_size", usual.groupSize);
    if (!known || !bits || !groupSize) {
        return Error{
            ErrorCode::malformed,
            "config.json has a quantization that is not MLX's: " + entry.dump().substr(0, 100),
            {}};
    }
    static constexpr std::array<int, 6> widths{2, 3, 4, 5, 6, 8};
    if (std::find(widths.begin(), widths.end(), *bits) == widths.end() || *groupSize < 16) {
        return Error{ErrorCode::malformed,
                     "config.json says " + std::to_string(*bits) + " bits in groups of " +
                         std::to_string(*groupSize),
                     {}};
    }
    return QuantSpec{*known, *bits, *groupSize};
}

}  // namespace quince
