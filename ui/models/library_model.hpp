#pragma once

#include "ui/models/row_list_model.hpp"
#include "ui/pages/library_view.hpp"

#include <QSortFilterProxyModel>
#include <QStringList>

namespace ui {

/// The row as one sentence, for screen readers.
[[nodiscard]] QString spokenRow(const LibraryRow& row);
/// All of what the row may have no room for.
[[nodiscard]] QString tipOf(const LibraryRow& row);

/// The rows of the library as they were given.
class LibraryModel : public RowListModel<LibraryRow> {
    Q_OBJECT

public:
    using RowListModel::RowListModel;

    /// Keeps the indexes of rows that stay, so that selection and scroll position do too.
    void setRows(const QList<LibraryRow>& rows);
    void updateRow(const LibraryRow& row);
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

}  // namespace ui
