#pragma once

#include "ui/pages/model_view.hpp"

#include <quince/recipe.hpp>

#include <QWidget>

class QComboBox;
class QFormLayout;

namespace ui {

class ImportanceField;
class Label;
class OverridesEditor;

/// Every choice of a recipe, one control each.
class RecipeAdvanced : public QWidget {
    Q_OBJECT

public:
    explicit RecipeAdvanced(QWidget* parent = nullptr);

    void setOptions(const RecipeOptions& options);
    /// `byTarget`: a size decides the bits and groups.
    void setRecipe(const quince::Recipe& recipe, bool byTarget = false);
    /// What the controls say; the rest as in `before`.
    [[nodiscard]] quince::Recipe recipe(const quince::Recipe& before) const;

Q_SIGNALS:
    void changed();  ///< by the person
    void openRequested();
    void saveRequested();

private:
    QComboBox* addBox(QFormLayout& form, const QString& label, const QString& tip);
    void fillBoxes();
    void fillWeights();
    QWidget* makeFileButtons();
    void enable(const quince::Recipe& recipe);
    void tellOfDtype(const quince::Recipe& recipe);

    RecipeOptions m_options;
    bool m_byTarget = false;
    QComboBox* m_weights = nullptr;
    QComboBox* m_bits = nullptr;
    QComboBox* m_group = nullptr;
    QComboBox* m_mode = nullptr;
    QComboBox* m_mixed = nullptr;
    QComboBox* m_method = nullptr;
    ImportanceField* m_importance = nullptr;
    QComboBox* m_dtype = nullptr;
    QComboBox* m_embedding = nullptr;
    OverridesEditor* m_overrides = nullptr;
    Label* m_dtypeHint = nullptr;
    Label* m_rules = nullptr;
};

}  // namespace ui
