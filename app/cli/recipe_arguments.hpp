#pragma once

#include <quince/recipe.hpp>
#include <quince/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// The recipe as it stands on the command line: the flags of mlx_lm.convert, and ours.
struct RecipeArguments {
    bool quantize = false;
    bool dequantize = false;
    bool requantize = false;
    std::optional<int> bits;
    std::optional<int> groupSize;
    std::string mode = "affine";
    std::string predicate;
    std::string dtype;
    std::optional<int> embeddingBits;
    std::vector<std::string> overrides;
    std::string method = "mlx";
    std::string vision;

    /// Adds the flags to `command`, which fills this object while parsing.
    void addTo(CLI::App& command);

    /// Errors: invalidArgument, unsupported; each in the words of validate().
    [[nodiscard]] quince::Result<quince::Recipe> recipe() const;

    /// What was said but has no effect.
    [[nodiscard]] std::vector<std::string> notes() const;
};

}  // namespace cli
