#pragma once

#include "ui/pages/account_view.hpp"

#include <quince/progress.hpp>

#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// What the person chooses when a model is published.
struct PublishChoice {
    QString owner;  ///< a name out of PublishView::owners
    QString name;   ///< of the repo
    bool isPublic = false;
    QString card;  ///< README.md, front matter included; empty: without one

    friend bool operator==(const PublishChoice&, const PublishChoice&) = default;
};

/// How publishing stands. `idle` before the first start; `publishing` while bytes are sent.
struct PublishView {
    AccountView account;
    QStringList owners;  ///< the person first, then the organisations; empty until signed in
    quint64 bytes = 0;   ///< of all files
    int files = 0;

    quince::ConversionState state = quince::ConversionState::idle;
    quint64 done = 0;   ///< of `total`, for the bar
    quint64 total = 0;  ///< 0: not known yet
    double bytesPerSecond = 0;
    std::optional<double> secondsLeft;
    QString words;         ///< what happens now, or what happened: one sentence
    QString details;       ///< failed: the whole story
    QString link;          ///< succeeded: the page of the model
    QStringList warnings;  ///< succeeded: what is to be known besides

    friend bool operator==(const PublishView&, const PublishView&) = default;
};

/// What is wrong with a choice before anything is sent.
struct PublishProblems {
    QString name;      ///< one sentence; empty: it can be
    QString note;      ///< no problem, but good to know of a repo of that name; or empty
    QStringList card;  ///< sentences

    friend bool operator==(const PublishProblems&, const PublishProblems&) = default;
};

}  // namespace ui

Q_DECLARE_METATYPE(ui::PublishChoice)
