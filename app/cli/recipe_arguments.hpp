#pragma once

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// The recipe as it stands on the command line: the flags of mlx_lm.convert, and ours.
struct RecipeArguments {
    std::filesystem::path file;
    bool quantize = false;
    bool dequantize = false;
    bool requantize = false;
    std::optional<int> bits;
    std::optional<int> groupSize;
    std::string mode;
    std::string predicate;
    std::string dtype;
    std::optional<int> embeddingBits;
    std::vector<std::string> overrides;
    std::string method;
    std::string importance;
    std::string vision;

    /// Adds the flags to `command`, which fills this object while parsing.
    void addTo(CLI::App& command);

    /// What the file says, if there is one, and the flags above it. `target` is the flag by which a
    /// size chooses the bits (BudgetArguments::flag). Errors: invalidArgument, unsupported, each in
    /// the words of validate(); invalidArgument where a flag says bits that the target or the
    /// file's layers say already; of reading the file.
    [[nodiscard]] quince::Result<quince::Recipe> recipe(std::string_view target = {}) const;

    /// What was said but has no effect.
    [[nodiscard]] std::vector<std::string> notes(std::string_view target = {}) const;

private:
    [[nodiscard]] std::string_view flagOfBits() const;
    [[nodiscard]] quince::Status checkBits(std::string_view target,
                                           const quince::Recipe& fromFile) const;
};

}  // namespace cli
