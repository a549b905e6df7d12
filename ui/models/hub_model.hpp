#pragma once

#include "ui/pages/hub_view.hpp"

#include <QAbstractListModel>
#include <QStringList>

namespace ui {

/// The models that a search of the Hub has found, in the Hub's order.
class HubModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { rowRole = Qt::UserRole + 1, idRole };

    using QAbstractListModel::QAbstractListModel;

    /// Rows that were there before in the same place keep their indexes, so that the next page of
    /// a search leaves selection and scroll position alone.
    void setRows(const QList<HubRow>& rows);
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<HubRow> m_rows;
};

/// "Qwen", "12.4M downloads", "3.2K likes", "3 Aug 2026"; what is unknown is left out.
[[nodiscard]] QStringList hubFacts(const HubRow& row);
/// How much of it is on this disk, in a word; empty when nothing is.
[[nodiscard]] QString onDiskWord(OnDisk onDisk);
/// The row as one sentence, for screen readers.
[[nodiscard]] QString spokenRow(const HubRow& row);

}  // namespace ui
