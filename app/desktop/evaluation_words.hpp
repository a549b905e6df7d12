#pragma once

#include "ui/pages/evaluate_view.hpp"

#include <quince/evaluate.hpp>

namespace app {

/// The result as a person would tell it: a sentence, then more.
[[nodiscard]] ui::EvaluationView evaluationWords(const quince::EvaluationReport& report);

}  // namespace app
