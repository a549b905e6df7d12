#include "ui/models/library_model.hpp"

#include "ui/text/format.hpp"

#include <QSet>

#include <algorithm>

namespace ui {

QString stateWord(RowState state) {
    switch (state) {
        case RowState::ready:
            return {};
        case RowState::inspecting:
            return LibraryModel::tr("Reading");
        case RowState::alreadyMlx:
            return LibraryModel::tr("Already MLX");
        case RowState::incomplete:
            return LibraryModel::tr("Incomplete");
        case RowState::unsupported:
            return LibraryModel::tr("Not supported");
    }
    return {};
}

QString spokenRow(const LibraryRow& row) {
    QStringList parts{row.name};
    const auto add = [&parts](const QString& words) {
        if (!words.isEmpty()) {
            parts.append(words);
        }
    };
    add(row.owner);
    add(stateWord(row.state));
    add(row.reason);
    if (row.bytes > 0) {
        add(formatBytes(row.bytes));
    }
    add(row.architecture);
    if (row.parameters > 0) {
        add(LibraryModel::tr("%1 parameters").arg(formatParameters(row.parameters)));
    }
    add(row.dtype);
    return parts.join(QStringLiteral(", "));
}

QString tipOf(const LibraryRow& row) {
    return row.reason.isEmpty() ? row.folder : row.reason + QLatin1Char('\n') + row.folder;
}

void LibraryModel::setRows(const QList<LibraryRow>& rows) {
    QSet<QString> wanted;
    for (const LibraryRow& row : rows) {
        wanted.insert(row.id);
    }
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        if (!wanted.contains(m_rows[i].id)) {
            beginRemoveRows({}, i, i);
            m_rows.removeAt(i);
            endRemoveRows();
        }
    }
    for (int i = 0; i < rows.size(); ++i) {
        const int have = indexOf(rows[i].id).isValid() ? indexOf(rows[i].id).row() : -1;
        if (have < 0) {
            beginInsertRows({}, i, i);
            m_rows.insert(i, rows[i]);
            endInsertRows();
            continue;
        }
        if (have != i) {
            // Rows before i are in place already, so have > i.
            beginMoveRows({}, have, have, {}, i);
            m_rows.move(have, i);
            endMoveRows();
        }
        updateRow(rows[i]);
    }
}

void LibraryModel::updateRow(const LibraryRow& row) {
    const QModelIndex index = indexOf(row.id);
    if (!index.isValid()) {
        const int end = static_cast<int>(m_rows.size());
        beginInsertRows({}, end, end);
        m_rows.append(row);
        endInsertRows();
    } else if (m_rows[index.row()] != row) {
        m_rows[index.row()] = row;
        Q_EMIT dataChanged(index, index);
    }
}

void LibraryFilter::setWords(const QString& text) {
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool LibraryFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const QString text = index.data(Qt::AccessibleTextRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

}  // namespace ui
