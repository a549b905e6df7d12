#pragma once

#include <QListView>
#include <QString>

#include <functional>

class QLineEdit;

namespace ui {

/// A column of models, drawn flat. Its model has the roles of RowRoles, maybe through a filter.
class ModelList : public QListView {
    Q_OBJECT

public:
    explicit ModelList(const QString& accessibleName, QWidget* parent = nullptr);

    /// Chooses a row without telling; an invalid index chooses nothing.
    void select(const QModelIndex& index);
    /// Empty if nothing is chosen.
    [[nodiscard]] QString selectedId() const;
    /// Changes rows. Those that leave move the current index, which is not the person's choice.
    void quietly(const std::function<void()>& change);
    /// Takes the keyboard from a field above. Gives whether there are rows to go to.
    bool enter();

Q_SIGNALS:
    void chosen(const QString& id);  ///< by the person

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    bool m_quiet = false;
};

/// The field above such a list: with a sign, a button that clears it, and no room for drops.
[[nodiscard]] QLineEdit* makeSearchField(const QString& placeholder, QWidget* parent);

}  // namespace ui
