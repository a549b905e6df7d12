#include "core/importance/imatrix.hpp"

#include <cmath>
#include <utility>

namespace quince {

std::string withoutWeight(std::string_view name) {
    constexpr std::string_view ending = ".weight";
    return std::string(name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name);
}

Status addEntry(ImportanceData& data, const std::string& name, std::uint64_t matrices,
                std::vector<float> values) {
    constexpr double leastPart = 1e-3;
    double sum = 0;
    for (const float value : values) {
        if (!std::isfinite(value) || value < 0) {
            return Error{ErrorCode::malformed,
                         name + " holds a number that is no mean square: negative or not finite",
                         data.path};
        }
        sum += static_cast<double>(value);
    }
    if (values.empty() || matrices == 0 || values.size() % matrices != 0) {
        return Error{ErrorCode::malformed, name + " has no values", data.path};
    }
    if (sum == 0) {
        return {};  // nothing went in: as if there were no entry
    }
    const auto least = static_cast<float>(leastPart * sum / static_cast<double>(values.size()));
    for (float& value : values) {
        value += least;
    }
    const bool isNew =
        data.entries
            .emplace(withoutWeight(name),
                     MeanSquares{matrices,
                                 std::make_shared<const std::vector<float>>(std::move(values))})
            .second;
    return isNew ? Status{} : Error{ErrorCode::malformed, name + " stands there twice", data.path};
}

}  // namespace quince
