#include "core/publish/quality_section.hpp"

#include "core/publish/markdown.hpp"

#include <cmath>

namespace quince {
namespace {

constexpr std::size_t worstTold = 5;
constexpr std::size_t keptTold = 6;

std::string percent(double part) {
    return withTwoDecimals(100 * part) + " %";
}

std::string count(std::uint64_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string encoding(const MatrixQuality& matrix) {
    if (!matrix.quant) {
        return "kept";
    }
    const bool affine = matrix.quant->mode == QuantMode::affine;
    return std::to_string(matrix.quant->bits) + "-bit" +
           (affine ? "" : " " + std::string(nameOf(matrix.quant->mode))) + ", group " +
           std::to_string(matrix.quant->groupSize);
}

std::string worstTable(const QualityReport& report) {
    std::string rows;
    for (const std::size_t place : worstMatrices(report, worstTold)) {
        const MatrixQuality& matrix = report.matrices[place];
        if (matrix.sums.error > 0) {
            rows += "| " + codeSpan(matrix.name) + " | " + encoding(matrix) + " | " +
                    percent(matrix.sums.relative()) + " | " +
                    withTwoDecimals(matrix.sums.decibels()) + " |\n";
        }
    }
    return rows.empty() ? ""
                        : "\nThe matrices with the largest error:\n\n"
                          "| Tensor | Stored as | Error | SNR (dB) |\n|---|---|---|---|\n" +
                              rows;
}

std::string keptList(const QualityReport& report) {
    std::string lines;
    for (std::size_t i = 0; i < std::min(report.kept.size(), keptTold); ++i) {
        const KeptTensors& kept = report.kept[i];
        lines += "- " + count(kept.tensors, "tensor") + " (" + count(kept.weights, "weight") +
                 "), such as " + codeSpan(kept.example) + ": " + kept.why + "\n";
    }
    return lines.empty() ? "" : "\nStored as floats:\n\n" + lines;
}

}  // namespace

std::string qualitySection(const QualityReport& report) {
    std::string out = "\n## Quantization quality\n\nMeasured on every weight against the source: " +
                      std::string("relative error ") + percent(report.total.relative());
    if (std::isfinite(report.total.decibels())) {
        out += ", signal-to-noise ratio " + withTwoDecimals(report.total.decibels()) + " dB";
    }
    out += ". The error of all matrices stands in `" + std::string(qualityFileName) + "`.\n";
    if (report.total.notFinite > 0) {
        out += "\nLeft out of this are " + count(report.total.notFinite, "weight") +
               " in groups with values that are not finite.\n";
    }
    return out + worstTable(report) + keptList(report);
}

}  // namespace quince
