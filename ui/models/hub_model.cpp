#include "ui/models/hub_model.hpp"

#include "ui/models/library_model.hpp"
#include "ui/text/format.hpp"

#include <algorithm>

namespace ui {

namespace {

void addWord(QStringList& parts, const QString& words) {
    if (!words.isEmpty()) {
        parts.append(words);
    }
}

}  // namespace

QStringList hubFacts(const HubRow& row) {
    QStringList facts;
    addWord(facts, row.owner);
    if (row.isDatedFirst) {
        addWord(facts, row.updated);
    }
    if (row.downloads > 0) {
        facts.append(row.downloads == 1
                         ? HubModel::tr("1 download")
                         : HubModel::tr("%1 downloads").arg(formatCount(row.downloads)));
    }
    if (row.likes > 0) {
        facts.append(row.likes == 1 ? HubModel::tr("1 like")
                                    : HubModel::tr("%1 likes").arg(formatCount(row.likes)));
    }
    if (!row.isDatedFirst) {
        addWord(facts, row.updated);
    }
    return facts;
}

QString onDiskWord(OnDisk onDisk) {
    switch (onDisk) {
        case OnDisk::no:
            return {};
        case OnDisk::partly:
            return HubModel::tr("Partly downloaded");
        case OnDisk::whole:
            return HubModel::tr("Downloaded");
    }
    return {};
}

QString spokenRow(const HubRow& row) {
    QStringList parts{row.name};
    parts.append(hubFacts(row));
    addWord(parts, onDiskWord(row.onDisk));
    addWord(parts, stateWord(row.state));
    addWord(parts, row.reason);
    addWord(parts, row.isGated ? HubModel::tr("gated") : QString());
    addWord(parts, row.isPrivate ? HubModel::tr("private") : QString());
    if (row.parameters > 0) {
        parts.append(HubModel::tr("%1 parameters").arg(formatParameters(row.parameters)));
    }
    addWord(parts, row.architecture);
    addWord(parts, row.dtype);
    addWord(parts, row.licence.isEmpty() ? QString() : HubModel::tr("licence %1").arg(row.licence));
    return parts.join(QStringLiteral(", "));
}

QString tipOf(const HubRow& row) {
    QStringList lines{row.id,
                      hubFacts(row).mid(row.owner.isEmpty() ? 0 : 1).join(QStringLiteral(" · "))};
    addWord(lines, row.reason);
    return lines.join(QLatin1Char('\n'));
}

void HubModel::setRows(const QList<HubRow>& rows) {
    const auto sameId = [](const HubRow& left, const HubRow& right) { return left.id == right.id; };
    const bool goesOn = rows.size() >= m_rows.size() &&
                        std::equal(m_rows.begin(), m_rows.end(), rows.begin(), sameId);
    if (!goesOn) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    const auto kept = static_cast<int>(m_rows.size());
    for (int i = 0; i < kept; ++i) {
        if (m_rows[i] != rows[i]) {
            m_rows[i] = rows[i];
            Q_EMIT dataChanged(index(i), index(i));
        }
    }
    if (rows.size() > kept) {
        beginInsertRows({}, kept, static_cast<int>(rows.size()) - 1);
        m_rows = rows;
        endInsertRows();
    }
}

}  // namespace ui
