#pragma once

#include <quince/budget.hpp>
#include <quince/result.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace cli {

/// The size that a result may have, as it stands on the command line.
struct BudgetArguments {
    std::string size;
    std::optional<double> bitsPerWeight;
    std::string mac;

    /// Adds the flags to `command`, which fills this object while parsing.
    void addTo(CLI::App& command);

    /// The flag that asks for a size: "--target-bpw"; empty when none does.
    [[nodiscard]] std::string_view flag() const;

    /// Nothing when no size is asked for. `contextLength` is the Mac's, 0 for the usual one.
    /// Errors: invalidArgument.
    [[nodiscard]] quince::Result<std::optional<quince::Budget>> budget(
        std::uint64_t contextLength) const;
};

/// Bytes of "12GB", "11.5 GiB", "800 MB", as of files; nothing when it is no such size.
[[nodiscard]] std::optional<std::uint64_t> bytesFromText(std::string_view text);

/// Nothing is saved where `file` is empty. Errors: io, diskFull.
[[nodiscard]] quince::Status saveRecipe(const quince::Recipe& recipe,
                                        const std::filesystem::path& file);

/// The recipe with bits chosen by layer so that the result keeps to the budget; `recipe` itself
/// when there is none. Measures the model first, with progress on standard error. `importance` may
/// be null. Errors: as budgetQuestion, measureQuality and fitBudget.
[[nodiscard]] quince::Result<quince::Recipe> fittedRecipe(
    const std::shared_ptr<const quince::Inspection>& inspection, const quince::Recipe& recipe,
    const std::optional<quince::Budget>& budget,
    const std::shared_ptr<const quince::ImportanceData>& importance, unsigned threads);

}  // namespace cli
