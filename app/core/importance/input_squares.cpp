#include "core/importance/imatrix.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace quince {
namespace {

/// One matrix's part of raise().
void raiseColumns(std::span<float> columns) {
    constexpr double leastPart = 1e-3;
    const double sum = std::accumulate(columns.begin(), columns.end(), 0.0);
    if (sum == 0) {  // nothing went in: all columns alike
        std::fill(columns.begin(), columns.end(), 1.0F);
        return;
    }
    const auto least = static_cast<float>(leastPart * sum / static_cast<double>(columns.size()));
    for (float& value : columns) {
        value += least;
    }
}

void raise(std::vector<float>& values, std::uint64_t matrices) {
    const std::size_t columns = values.size() / matrices;
    for (std::size_t at = 0; at < values.size(); at += columns) {
        raiseColumns(std::span(values).subspan(at, columns));
    }
}

}  // namespace

MeanSquares raised(const MeanSquares& squares, std::uint64_t matrices) {
    if (squares.matrices > 1) {
        return squares;
    }
    std::vector<float> values = *squares.values;
    raise(values, matrices);
    return {matrices, std::make_shared<const std::vector<float>>(std::move(values))};
}

std::string withoutWeight(std::string_view name) {
    constexpr std::string_view ending = ".weight";
    return std::string(name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name);
}

Status addEntry(ImportanceData& data, const std::string& name, std::uint64_t matrices,
                std::vector<float> values) {
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
    if (matrices > 1) {
        raise(values, matrices);
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
