#pragma once

#include <quince/recipe.hpp>

#include <QList>
#include <QStringList>
#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStringListModel;
class QToolButton;
class QVBoxLayout;

namespace ui {

class Label;

/// Layers that are treated differently: pattern, bits, group; a row each. Later rows win.
class OverridesEditor : public QWidget {
    Q_OBJECT

public:
    explicit OverridesEditor(QWidget* parent = nullptr);

    void setOverrides(const std::vector<quince::LayerOverride>& overrides);
    void setModulePaths(const QStringList& paths);
    /// Rows without a pattern say nothing yet and are left out.
    [[nodiscard]] std::vector<quince::LayerOverride> overrides() const;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget* widget = nullptr;
        QLineEdit* pattern = nullptr;
        QComboBox* bits = nullptr;
        QComboBox* group = nullptr;
        QToolButton* remove = nullptr;
    };

    void addRow(const quince::LayerOverride& override);
    void removeRow(QWidget* widget);
    void nameRows();

    QList<Row> m_rows;
    QStringListModel* m_paths;
    QVBoxLayout* m_column;
    QPushButton* m_add;
};

}  // namespace ui
