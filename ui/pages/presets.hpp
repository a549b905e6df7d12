#pragma once

#include "ui/pages/model_view.hpp"

#include <quince/recipe.hpp>

#include <QList>
#include <QString>

namespace ui {

/// A recipe with a name, for those who do not want to think about more.
struct Preset {
    QString name;
    QString sentence;  ///< what it means for the result
    quince::Recipe recipe;
    bool quantizes = true;
};

/// In the order they are offered.
[[nodiscard]] QList<Preset> presets(const RecipeOptions& options);

/// The preset that a recipe is, its layer overrides and vision choice aside; -1: a custom one.
[[nodiscard]] int presetOf(const quince::Recipe& recipe, const QList<Preset>& presets);

/// The preset's choices, with what a preset does not speak of taken from `before`.
[[nodiscard]] quince::Recipe applied(const Preset& preset, const quince::Recipe& before);

}  // namespace ui
