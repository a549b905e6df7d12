#include "core/model/json_text.hpp"

#include <quince/quality_report.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace quince {
namespace {

constexpr std::size_t worstGroupsTold = 5;

/// Six digits: enough to read, and the same wherever logarithms differ in the last bit.
Json rounded(double value) {
    if (!std::isfinite(value)) {
        return nullptr;
    }
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                            std::chars_format::scientific, 5);
    return error == std::errc() ? Json::parse(text.data(), end) : Json(nullptr);
}

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

/// One line for each value, and for each entry of a list.
std::string linesOf(const Json& object) {
    const auto line = [](const Json& value) {
        return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    };
    std::string out;
    for (const auto& [key, value] : object.items()) {
        out += (out.empty() ? "{\n    " : ",\n    ") + line(key) + ": ";
        if (!value.is_array() || value.empty()) {
            out += line(value);
            continue;
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            out += (i == 0 ? "[\n        " : ",\n        ") + line(value[i]);
        }
        out += "\n    ]";
    }
    return out + "\n}\n";
}

Json tensorJson(const MatrixQuality& matrix) {
    Json json{{"name", matrix.name}};
    json["mode"] = matrix.quant ? Json(nameOf(matrix.quant->mode)) : Json(nullptr);
    if (matrix.quant) {
        json["bits"] = matrix.quant->bits;
        json["group_size"] = matrix.quant->groupSize;
    }
    json["weights"] = matrix.sums.weights;
    json["relative_error"] = rounded(matrix.sums.relative());
    json["snr_db"] = rounded(matrix.sums.decibels());
    json["peak"] = rounded(matrix.peak);
    json["outliers"] = rounded(
        share(static_cast<double>(matrix.outliers), static_cast<double>(matrix.sums.weights)));
    return json;
}

Json worstGroupsJson(const QualityReport& report) {
    struct Found {
        const MatrixQuality* matrix;
        const PoorGroup* group;
    };
    std::vector<Found> found;
    for (const MatrixQuality& matrix : report.matrices) {
        for (const PoorGroup& group : matrix.worst) {
            found.push_back({&matrix, &group});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.group->sums.error > b.group->sums.error;
    });
    found.resize(std::min(found.size(), worstGroupsTold));
    Json json = Json::array();
    for (const Found& each : found) {
        json.push_back({{"name", each.matrix->name},
                        {"row", each.group->row},
                        {"column", each.group->column},
                        {"size", each.group->sums.weights},
                        {"relative_error", rounded(each.group->sums.relative())},
                        {"share", rounded(share(each.group->sums.error, report.total.error))}});
    }
    return json;
}

}  // namespace

std::string qualityJson(const QualityReport& report, const QualityFileFacts& facts) {
    Json kept = Json::array();
    for (const KeptTensors& each : report.kept) {
        kept.push_back({{"why", each.why},
                        {"tensors", each.tensors},
                        {"weights", each.weights},
                        {"example", each.example}});
    }
    Json tensors = Json::array();
    for (const MatrixQuality& matrix : report.matrices) {
        tensors.push_back(tensorJson(matrix));
    }
    return linesOf(Json{{"format", 1},
                        {"quince", facts.quinceVersion},
                        {"recipe", facts.recipe},
                        {"method", facts.method},
                        {"bits_per_weight", rounded(facts.bitsPerWeight)},
                        {"relative_error", rounded(report.total.relative())},
                        {"snr_db", rounded(report.total.decibels())},
                        {"weights", report.total.weights},
                        {"not_finite_weights", report.total.notFinite},
                        {"worst_groups", worstGroupsJson(report)},
                        {"kept", kept},
                        {"tensors", tensors}});
}

}  // namespace quince
