#include "core/quality/make_report.hpp"

#include "core/convert/tiles.hpp"
#include "core/quality/measure_tile.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace quince {
namespace {

/// The module of each tensor.
std::vector<const ModelModule*> modulesOf(const ConversionPlan& plan) {
    std::vector<const ModelModule*> modules(plan.tensors.size(), nullptr);
    for (const ModelModule& module : plan.blueprint().modules) {
        for (std::uint32_t i = module.first; i < module.first + module.count; ++i) {
            modules[i] = &module;
        }
    }
    return modules;
}

std::vector<PoorGroup> poorGroups(const Shape& shape, const QuantSpec& spec,
                                  const GroupFindings& findings) {
    const auto size = static_cast<std::uint64_t>(spec.groupSize);
    const std::uint64_t perRow = static_cast<std::uint64_t>(shape.back()) / size;
    std::vector<PoorGroup> groups;
    for (const WorstGroup& worst : findings.worst) {
        if (worst.error > 0) {
            groups.push_back(
                {worst.group / perRow,
                 worst.group % perRow * size,
                 {static_cast<double>(worst.error), static_cast<double>(worst.energy), size, 0}});
        }
    }
    return groups;
}

MatrixQuality matrixOf(const ConversionPlan& plan, std::uint32_t index, const ModelModule* module,
                       const GroupFindings& findings) {
    const TensorPlan& tensor = plan.tensors[index];
    MatrixQuality matrix;
    matrix.name = modelTensor(plan, index).name;
    matrix.layer = module != nullptr ? module->layer : -1;
    matrix.part = tensor.part;
    matrix.quant = tensor.quant;
    matrix.why = tensor.why;
    matrix.sums = findings.sums;
    matrix.outliers = findings.outliers;
    if (findings.sums.energy > 0) {
        matrix.peak = static_cast<double>(findings.largest) /
                      std::sqrt(findings.sums.energy / static_cast<double>(findings.sums.weights));
    }
    if (tensor.quant) {
        matrix.worst = poorGroups(weightShape(plan, index), *tensor.quant, findings);
    }
    return matrix;
}

/// A plan says "kept: ..." or "kept, ..."; here all of them are kept.
std::string reasonOf(const std::string& why) {
    constexpr std::string_view kept = "kept";
    if (why.empty() || why == kept) {
        return "norms, biases and the like";
    }
    const bool more = why.starts_with(kept) && why.size() > kept.size() + 2;
    return more ? why.substr(kept.size() + 2) : why;
}

void addKept(const ConversionPlan& plan, std::uint32_t index, std::vector<KeptTensors>& kept) {
    const std::string why = reasonOf(plan.tensors[index].why);
    const ModelTensor& tensor = modelTensor(plan, index);
    auto known = std::find_if(kept.begin(), kept.end(),
                              [&](const KeptTensors& each) { return each.why == why; });
    if (known == kept.end()) {
        known = kept.insert(kept.end(), {why, 0, 0, tensor.name});
    }
    ++known->tensors;
    known->weights += elementCount(tensor.shape);
}

}  // namespace

QualityReport makeQualityReport(const ConversionPlan& plan,
                                const std::vector<GroupFindings>& findings) {
    const std::vector<bool> measured = measuredTensors(plan);
    const std::vector<const ModelModule*> modules = modulesOf(plan);
    QualityReport report;
    for (std::uint32_t i = 0; i < plan.tensors.size(); ++i) {
        if (measured[i]) {
            report.matrices.push_back(matrixOf(plan, i, modules[i], findings[i]));
            report.total += findings[i].sums;
        }
        if (!plan.tensors[i].quant) {
            addKept(plan, i, report.kept);
        }
    }
    return report;
}

std::vector<std::size_t> worstMatrices(const QualityReport& report, std::size_t count) {
    std::vector<std::size_t> places(report.matrices.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i] = i;
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return report.matrices[a].sums.relative() > report.matrices[b].sums.relative();
    });
    places.resize(std::min(count, places.size()));
    return places;
}

}  // namespace quince
