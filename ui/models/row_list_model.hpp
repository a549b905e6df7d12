#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QString>

#include <algorithm>

namespace ui {

/// What a row of models says beside its name.
struct RowRoles {
    enum Role { rowRole = Qt::UserRole + 1, idRole };
};

/// A list of rows that are told apart by their id. A Row has `id` and `name`; beside it stand
/// `QString spokenRow(const Row&)`, the row as one sentence for screen readers, and
/// `QString tipOf(const Row&)`, all of what it may have no room for. How rows are replaced is for
/// who derives from it.
template <class Row>
class RowListModel : public QAbstractListModel, public RowRoles {
public:
    using QAbstractListModel::QAbstractListModel;

    /// Invalid if there is none.
    [[nodiscard]] QModelIndex indexOf(const QString& id) const {
        const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                        [&id](const Row& row) { return row.id == id; });
        return found == m_rows.end() ? QModelIndex()
                                     : index(static_cast<int>(found - m_rows.begin()), 0);
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
            return {};
        }
        const Row& row = m_rows[index.row()];
        switch (role) {
            case Qt::DisplayRole:
                return row.name;
            case Qt::AccessibleTextRole:
                return spokenRow(row);
            case Qt::ToolTipRole:
                return tipOf(row);
            case rowRole:
                return QVariant::fromValue(row);
            case idRole:
                return row.id;
            default:
                return {};
        }
    }

protected:
    QList<Row> m_rows;
};

}  // namespace ui
