#pragma once

#include "ui/pages/evaluate_view.hpp"

#include <quince/evaluate.hpp>

#include <filesystem>

namespace app {

/// The result as a person would tell it: a sentence, then more. `importance`: the file that it was
/// written to, or empty.
[[nodiscard]] ui::EvaluationView evaluationWords(const quince::EvaluationReport& report,
                                                 const std::filesystem::path& importance = {});

}  // namespace app
