#include "ui/pages/conversion_pane.hpp"

#include "ui/pages/job_card.hpp"
#include "ui/text/job_words.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using quince::ConversionState;

namespace {

constexpr qsizetype cardsInView = 2;

/// What was stopped or failed may still be resumed: it is not cleared away.
bool isDone(const JobView& job) {
    return job.state == ConversionState::succeeded;
}

}  // namespace

ConversionPane::ConversionPane(QWidget* parent)
    : QWidget(parent),
      m_summary(new Label(TextRole::caption, this, Tone::muted)),
      m_clear(new QToolButton(this)),
      m_scroll(new QScrollArea(this)) {
    m_clear->setText(tr("Clear finished"));
    m_clear->setAutoRaise(true);
    QSizePolicy policy = m_clear->sizePolicy();
    policy.setRetainSizeWhenHidden(true);  // the cards below stay where they are
    m_clear->setSizePolicy(policy);
    m_clear->setFocusPolicy(Qt::StrongFocus);
    m_clear->setToolTip(tr("Take finished conversions off this list; their files stay."));

    auto* head = new QHBoxLayout;
    head->setSpacing(tokens::gapSmall);
    head->addWidget(new Label(tr("Conversions"), TextRole::strong, this));
    head->addWidget(m_summary, 1);
    head->addWidget(m_clear);

    auto* content = new QWidget(m_scroll);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(tokens::gapLarge, 0, tokens::gapLarge, tokens::gapMedium);
    m_column->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);

    content->installEventFilter(this);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(tokens::gapTiny);
    auto* edge = new QVBoxLayout;
    edge->setContentsMargins(tokens::gapLarge, tokens::gapSmall, tokens::gapLarge, 0);
    edge->addLayout(head);
    column->addLayout(edge);
    column->addWidget(m_scroll, 1);
    connect(m_clear, &QToolButton::clicked, this, &ConversionPane::clearEndedRequested);
    refresh(true);
}

int ConversionPane::heightOf(qsizetype count) const {
    const int head = m_clear->sizeHint().height() + tokens::gapMedium;
    const int room = window()->width() - 2 * tokens::gapLarge - tokens::scrollBarWidth;
    int cards = 0;
    for (qsizetype i = 0; i < std::min(m_jobs.size(), count); ++i) {
        cards += m_cards.value(m_jobs[i].id)->layout()->heightForWidth(room) + tokens::gapSmall;
    }
    return head + cards + tokens::gapSmall;
}

QSize ConversionPane::sizeHint() const {
    // Some cards at a glance; the rest scrolls.
    return {QWidget::sizeHint().width(), heightOf(cardsInView)};
}

bool ConversionPane::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize) {
        limitHeight();
    }
    return QWidget::eventFilter(watched, event);
}

/// No taller than all cards: what is left over belongs to the pages above.
void ConversionPane::limitHeight() {
    const int before = maximumHeight();
    setMaximumHeight(heightOf(m_jobs.size()));
    if (maximumHeight() > before) {
        Q_EMIT roomWanted();
    }
}

void ConversionPane::setJobs(const QList<JobView>& jobs) {
    const bool wasEmpty = isEmpty();
    const bool more = jobs.size() > m_jobs.size();
    QHash<QString, JobCard*> left = m_cards;
    m_cards.clear();
    m_jobs = jobs;
    for (int i = 0; i < jobs.size(); ++i) {
        JobCard* card = left.take(jobs[i].id);
        if (card == nullptr) {
            card = makeCard(jobs[i]);
        }
        card->setJob(jobs[i]);
        m_cards.insert(jobs[i].id, card);
        m_column->removeWidget(card);
        m_column->insertWidget(i, card);
    }
    for (JobCard* gone : std::as_const(left)) {
        m_column->removeWidget(gone);
        gone->hide();
        gone->deleteLater();
    }
    refresh(wasEmpty);
    if (more) {
        Q_EMIT roomWanted();
    }
}

void ConversionPane::updateJob(const JobView& job) {
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(),
                                    [&job](const JobView& each) { return each.id == job.id; });
    if (found == m_jobs.end()) {
        setJobs(m_jobs + QList<JobView>{job});
        return;
    }
    const bool sameState = found->state == job.state;
    *found = job;
    m_cards.value(job.id)->setJob(job);
    if (!sameState) {
        refresh(false);
    }
}

bool ConversionPane::isEmpty() const {
    return m_jobs.isEmpty();
}

QString ConversionPane::runningId() const {
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), isRunning);
    return found == m_jobs.end() ? QString() : found->id;
}

void ConversionPane::scrollTo(const QString& id) {
    if (JobCard* card = m_cards.value(id)) {
        m_scroll->widget()->layout()->activate();
        m_scroll->ensureWidgetVisible(card, 0, tokens::gapMedium);
    }
}

void ConversionPane::focusJob(const QString& id) {
    if (JobCard* card = m_cards.value(id)) {
        card->focusAction();
    }
}

JobCard* ConversionPane::makeCard(const JobView& job) {
    auto* card = new JobCard(job, m_scroll->widget());
    connect(card, &JobCard::stopRequested, this, &ConversionPane::stopRequested);
    connect(card, &JobCard::pauseRequested, this, &ConversionPane::pauseRequested);
    connect(card, &JobCard::resumeRequested, this, &ConversionPane::resumeRequested);
    connect(card, &JobCard::retryRequested, this, &ConversionPane::retryRequested);
    connect(card, &JobCard::removeRequested, this, &ConversionPane::removeRequested);
    connect(card, &JobCard::openFolderRequested, this, &ConversionPane::openFolderRequested);
    connect(card, &JobCard::evaluateRequested, this, &ConversionPane::evaluateRequested);
    connect(card, &JobCard::publishRequested, this, &ConversionPane::publishRequested);
    connect(card, &JobCard::lmStudioRequested, this, &ConversionPane::lmStudioRequested);
    return card;
}

void ConversionPane::refresh(bool wasEmpty) {
    m_summary->setText(queueWords(m_jobs));
    m_clear->setVisible(std::any_of(m_jobs.begin(), m_jobs.end(), isDone));
    limitHeight();
    const QString running = runningId();
    if (running != m_running) {
        m_running = running;
        Q_EMIT runningChanged(running);
    }
    if (isEmpty() != wasEmpty) {
        Q_EMIT emptyChanged(isEmpty());
    }
}

}  // namespace ui
