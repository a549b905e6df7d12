#pragma once

#include "ui/pages/model_view.hpp"
#include "ui/pages/presets.hpp"
#include "ui/pages/target_section.hpp"

#include <quince/budget.hpp>
#include <quince/recipe.hpp>

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;

namespace ui {

class Disclosure;
class Label;
class RecipeAdvanced;

/// The recipe: presets and sizes to fit first, everything else behind Advanced.
class RecipeSection : public QWidget {
    Q_OBJECT

public:
    explicit RecipeSection(QWidget* parent = nullptr);

    /// With a budget the bits are chosen by layer, and the recipe says the rest.
    void setRecipe(const quince::Recipe& recipe, const RecipeOptions& options,
                   const std::optional<quince::Budget>& budget = {});
    void setTarget(const TargetView& view);
    [[nodiscard]] const quince::Recipe& recipe() const { return m_recipe; }
    [[nodiscard]] const std::optional<quince::Budget>& budget() const { return m_budget; }

    [[nodiscard]] bool advancedShown() const;
    void setAdvancedShown(bool shown);

Q_SIGNALS:
    void changed(const quince::Recipe& recipe, const std::optional<quince::Budget>& budget);
    void targetStopRequested();
    void targetStartRequested();
    void openRequested();  ///< a recipe file
    void saveRequested();

private:
    void choose(int index);
    void chooseTarget(TargetKind kind);
    void takeAdvanced();
    void chooseVision(bool keep);
    void take(const quince::Recipe& next, const std::optional<quince::Budget>& budget);
    void refresh();
    [[nodiscard]] int chosenEntry() const;
    [[nodiscard]] QString sentence() const;
    void fillPresets();

    RecipeOptions m_options;
    quince::Recipe m_recipe;
    std::optional<quince::Budget> m_budget;
    QList<Preset> m_presets;
    QComboBox* m_box;
    Label* m_sentence;
    TargetSection* m_target;
    QCheckBox* m_vision;
    RecipeAdvanced* m_advanced;
    Disclosure* m_disclosure;
};

}  // namespace ui
