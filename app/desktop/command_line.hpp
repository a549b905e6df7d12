#pragma once

#include <quince/budget.hpp>
#include <quince/recipe.hpp>

#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>

namespace app {

/// All that a conversion was asked for.
struct CommandChoice {
    QString model;  ///< repo id, or folder
    quince::Recipe recipe;
    std::optional<quince::Budget> budget;  ///< chooses what the recipe leaves open
    std::filesystem::path recipeFile;      ///< says the recipe, where there is one
    QStringList also;                      ///< labels of further results
    std::optional<QString> publisher;      ///< in the LM Studio folder that is found by itself
    QString name;
    std::filesystem::path destination;  ///< of the first result, used without a publisher
};

/// The line for quince-cli that does the same: "quince-cli convert Qwen/Qwen3-8B -q ...". Empty
/// when no line can say it: single layers that stand in no file.
[[nodiscard]] QString convertCommand(const CommandChoice& choice);

}  // namespace app
