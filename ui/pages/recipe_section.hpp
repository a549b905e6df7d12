#pragma once

#include "ui/pages/model_view.hpp"
#include "ui/pages/presets.hpp"

#include <quince/recipe.hpp>

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace ui {

class Disclosure;
class Label;
class RecipeAdvanced;

/// The recipe: presets first, everything else behind Advanced.
class RecipeSection : public QWidget {
    Q_OBJECT

public:
    explicit RecipeSection(QWidget* parent = nullptr);

    void setRecipe(const quince::Recipe& recipe, const RecipeOptions& options);
    [[nodiscard]] const quince::Recipe& recipe() const { return m_recipe; }

    [[nodiscard]] bool advancedShown() const;
    void setAdvancedShown(bool shown);

Q_SIGNALS:
    void changed(const quince::Recipe& recipe);

private:
    void choosePreset(int index);
    void takeAdvanced();
    void chooseVision(bool keep);
    void take(const quince::Recipe& next);
    void refresh();
    void fillPresets();

    RecipeOptions m_options;
    quince::Recipe m_recipe;
    QList<Preset> m_presets;
    QComboBox* m_box;
    Label* m_sentence;
    QCheckBox* m_vision;
    RecipeAdvanced* m_advanced;
    Disclosure* m_disclosure;
};

}  // namespace ui
