#include "ui/widgets/notice_bar.hpp"

#include "ui/theme/icons.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/disclosure.hpp"
#include "ui/widgets/label.hpp"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using quince::Severity;

namespace {

constexpr qsizetype foldAbove = 3;
constexpr int signRoom = tokens::iconSize + tokens::gapSmall;

struct Look {
    Icon icon;
    QColor color;
};

Look lookOf(Severity severity, const StateColors& colors) {
    switch (severity) {
        case Severity::error:
            return {Icon::error, colors.danger};
        case Severity::warning:
            return {Icon::warning, colors.warning};
        case Severity::note:
            break;
    }
    return {Icon::info, colors.muted};
}

QString spoken(const Notice& notice) {
    switch (notice.severity) {
        case Severity::error:
            return NoticeBar::tr("Error: %1").arg(notice.text);
        case Severity::warning:
            return NoticeBar::tr("Warning: %1").arg(notice.text);
        case Severity::note:
            break;
    }
    return NoticeBar::tr("Note: %1").arg(notice.text);
}

}  // namespace

NoticeBar::NoticeBar(const Notice& notice, QWidget* parent) : QWidget(parent), m_notice(notice) {
    setAccessibleName(spoken(notice));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gapMedium + signRoom, tokens::gapSmall, tokens::gapMedium,
                               tokens::gapSmall);
    column->setSpacing(tokens::gapTiny);

    auto* row = new QHBoxLayout;
    auto* text = (new Label(notice.text, TextRole::body, this))->wrapped();
    text->setAccessibleName(spoken(notice));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(text, 1, Qt::AlignVCenter);
    if (!notice.actionText.isEmpty()) {
        auto* action = new QPushButton(notice.actionText, this);
        connect(action, &QPushButton::clicked, this,
                [this] { Q_EMIT actionRequested(m_notice.actionId); });
        row->addWidget(action, 0, Qt::AlignTop);
    }
    column->addLayout(row);

    if (!notice.details.isEmpty()) {
        auto* details =
            (new Label(notice.details, TextRole::caption, this, Tone::muted))->wrapped();
        details->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(new Disclosure(tr("Details"), details, this), 0, Qt::AlignLeading);
        column->addWidget(details);
    }
}

void NoticeBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Look look = lookOf(m_notice.severity, StateColors::of(palette()));
    drawSurface(painter, rect(), tokens::radiusCard, StateColors::tint(look.color, palette()));
    const int line = std::max(fontMetrics().height(), tokens::iconSize);
    const QRect mark(tokens::gapMedium, tokens::gapSmall + (line - tokens::iconSize) / 2,
                     tokens::iconSize, tokens::iconSize);
    paintIcon(painter, look.icon, QStyle::visualRect(layoutDirection(), rect(), mark), look.color);
}

NoticeList::NoticeList(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(tokens::gapSmall);
    hide();
}

void NoticeList::setNotices(const QList<Notice>& notices) {
    QList<Notice> sorted = notices;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Notice& a, const Notice& b) {
        return static_cast<int>(a.severity) > static_cast<int>(b.severity);
    });
    if (sorted != m_notices) {
        m_notices = sorted;
        m_unfolded = false;
        refill();
    }
}

void NoticeList::refill() {
    while (QLayoutItem* item = m_column->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    const bool folds = !m_unfolded && m_notices.size() > foldAbove + 1;
    const qsizetype shown = folds ? foldAbove : m_notices.size();
    for (qsizetype i = 0; i < shown; ++i) {
        auto* bar = new NoticeBar(m_notices[i], this);
        connect(bar, &NoticeBar::actionRequested, this, &NoticeList::actionRequested);
        m_column->addWidget(bar);
    }
    if (folds) {
        auto* more = new QPushButton(tr("Show %1 more").arg(m_notices.size() - shown), this);
        connect(more, &QPushButton::clicked, this, [this] {
            m_unfolded = true;
            refill();
        });
        m_column->addWidget(more, 0, Qt::AlignLeading);
    }
    setVisible(!m_notices.isEmpty());
}

}  // namespace ui
