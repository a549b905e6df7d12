#pragma once

#include "ui/pages/library_view.hpp"

#include <QList>
#include <QMetaType>
#include <QString>

namespace ui {

enum class HubSort { downloads, likes, updated };

/// How much of a model of the Hub is on this disk.
enum class OnDisk { no, partly, whole };

/// One model of the Hub, in words and numbers ready for the row.
struct HubRow {
    QString id;     ///< "Qwen/Qwen3-8B": unique, names the row in every signal
    QString name;   ///< "Qwen3-8B"
    QString owner;  ///< "Qwen"; empty for the oldest repos
    quint64 downloads = 0;
    quint64 likes = 0;
    QString updated;            ///< "3 Aug 2026"; empty when unknown
    bool isDatedFirst = false;  ///< the list is in the order of the dates
    QString architecture;       ///< "qwen3"; empty when unknown
    QString dtype;              ///< "BF16", "4-bit"; empty when unknown
    quint64 parameters = 0;     ///< 0: unknown
    QString licence;            ///< "apache-2.0"; empty when unknown
    bool isGated = false;
    bool isPrivate = false;
    OnDisk onDisk = OnDisk::no;
    /// ready, alreadyMlx or unsupported, as far as is known.
    RowState state = RowState::ready;
    QString reason;  ///< for unsupported: half a sentence

    friend bool operator==(const HubRow&, const HubRow&) = default;
};

/// Which picture the search shows.
enum class HubPicture {
    searching,
    list,     ///< the rows that were given; none of them: no match
    failed,   ///< `message`, and the button tries again
    offline,  ///< `message`; nothing is asked of the Hub
};

/// What stands below the last row.
enum class HubMore { none, canLoad, loading, failed };

struct HubView {
    HubPicture picture = HubPicture::searching;
    QString headline;  ///< failed: what happened; empty: that it could not be searched
    QString message;   ///< failed, offline: one sentence
    HubMore more = HubMore::none;
    QString moreMessage;  ///< when loading more failed: one sentence

    friend bool operator==(const HubView&, const HubView&) = default;
};

}  // namespace ui

Q_DECLARE_METATYPE(ui::HubRow)
