#pragma once

#include <quince/architecture.hpp>

#include <QList>
#include <QString>

namespace ui {

/// One message that stays on a page: what is so, and what can be done about it.
struct Notice {
    quince::Severity severity = quince::Severity::note;
    QString text;        ///< one sentence
    QString details;     ///< shown on request; may be empty
    QString actionText;  ///< a button, when not empty
    QString actionId;    ///< comes back with noticeActionRequested

    friend bool operator==(const Notice&, const Notice&) = default;
};

}  // namespace ui
