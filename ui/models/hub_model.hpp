#pragma once

#include "ui/models/row_list_model.hpp"
#include "ui/pages/hub_view.hpp"

#include <QStringList>

namespace ui {

/// The row as one sentence, for screen readers.
[[nodiscard]] QString spokenRow(const HubRow& row);
/// All of what the row may have no room for.
[[nodiscard]] QString tipOf(const HubRow& row);

/// The models that a search of the Hub has found, in the Hub's order.
class HubModel : public RowListModel<HubRow> {
    Q_OBJECT

public:
    using RowListModel::RowListModel;

    /// Rows that were there before in the same place keep their indexes, so that the next page of
    /// a search leaves selection and scroll position alone.
    void setRows(const QList<HubRow>& rows);
};

/// "Qwen", "12.4M downloads", "3.2K likes", "3 Aug 2026"; what is unknown is left out.
[[nodiscard]] QStringList hubFacts(const HubRow& row);
/// How much of it is on this disk, in a word; empty when nothing is.
[[nodiscard]] QString onDiskWord(OnDisk onDisk);

}  // namespace ui
