#pragma once

#include "ui/pages/library_view.hpp"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>
#include <QStringList>

namespace ui {

/// The rows of the library as they were given.
class LibraryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { rowRole = Qt::UserRole + 1, idRole };

    using QAbstractListModel::QAbstractListModel;

    /// Keeps the indexes of rows that stay, so that selection and scroll position do too.
    void setRows(const QList<LibraryRow>& rows);
    void updateRow(const LibraryRow& row);
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<LibraryRow> m_rows;
};

/// Rows in which every word of the filter occurs.
class LibraryFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString& text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
};

/// What can be done with a model, in a word for its badge; empty when nothing need be said.
[[nodiscard]] QString stateWord(RowState state);
/// The row as one sentence, for screen readers.
[[nodiscard]] QString spokenRow(const LibraryRow& row);

}  // namespace ui
