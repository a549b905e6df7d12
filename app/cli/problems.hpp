#pragma once

#include "cli/json_text.hpp"
#include "cli/output.hpp"

#include <quince/architecture.hpp>

#include <optional>
#include <vector>

namespace cli {

[[nodiscard]] std::string_view nameOf(quince::Severity severity);

[[nodiscard]] Json problemsJson(const std::vector<quince::Problem>& problems);

/// Warnings and errors as sentences on standard error; the first few, then how many more.
void noteProblems(const std::vector<quince::Problem>& problems, const Output& output);

/// The errors of a plan as one error, if there are any.
[[nodiscard]] std::optional<quince::Error> errorOf(const std::vector<quince::Problem>& problems,
                                                   const std::filesystem::path& folder);

}  // namespace cli
