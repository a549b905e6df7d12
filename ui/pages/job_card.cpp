#include "ui/pages/job_card.hpp"

#include "ui/pages/lm_studio_row.hpp"
#include "ui/text/format.hpp"
#include "ui/text/job_words.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/painting.hpp"
#include "ui/theme/state_colors.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/copy_field.hpp"
#include "ui/widgets/disclosure.hpp"
#include "ui/widgets/layer_bars.hpp"
#include "ui/widgets/phase_progress.hpp"
#include "ui/widgets/squeeze_label.hpp"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

using quince::ConversionState;

namespace {

constexpr int signRoom = tokens::iconSize + tokens::gapMedium;

struct Look {
    Icon icon;
    QColor color;
};

Look lookOf(ConversionState state, const StateColors& colors) {
    switch (state) {
        case ConversionState::idle:
            return {Icon::clock, colors.muted};
        case ConversionState::downloading:
            return {Icon::drop, colors.accent};
        case ConversionState::succeeded:
            return {Icon::check, colors.success};
        case ConversionState::failed:
            return {Icon::error, colors.danger};
        case ConversionState::stopping:
        case ConversionState::stopped:
            return {Icon::stop, colors.muted};
        default:
            return {Icon::resume, colors.accent};
    }
}

bool hasBar(const JobView& job) {
    return isRunning(job) || (job.state == ConversionState::stopped && job.bytesTotal > 0);
}

}  // namespace

JobCard::JobCard(const JobView& job, QWidget* parent)
    : QWidget(parent),
      m_job(job),
      m_title(new SqueezeLabel(TextRole::strong, this)),
      m_recipe(new SqueezeLabel(TextRole::caption, this, Tone::muted)),
      m_progress(new PhaseProgress(this)),
      m_words((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_open(addButton(tr("Open in LM Studio folder"), &JobCard::openFolderRequested)),
      m_evaluate(addButton(tr("Evaluate…"), &JobCard::evaluateRequested)),
      m_publish(addButton(tr("Publish…"), &JobCard::publishRequested)),
      m_pause(addButton(tr("Pause"), &JobCard::pauseRequested)),
      m_stop(addButton(tr("Stop"), &JobCard::stopRequested)),
      m_resume(addButton(tr("Resume"), &JobCard::resumeRequested)),
      m_retry(addButton(tr("Try again"), &JobCard::retryRequested)),
      m_remove(new QToolButton(this)),
      m_lmStudio(new LmStudioRow(this)),
      m_more(new QWidget(this)),
      m_moreColumn(new QVBoxLayout(m_more)),
      m_disclosure(new Disclosure({}, m_more, this)) {
    m_open->setDefault(true);
    m_remove->setIcon(makeIcon(Icon::close));
    m_remove->setAutoRaise(true);
    m_remove->setFocusPolicy(Qt::StrongFocus);
    m_remove->setToolTip(tr("Remove from this list"));
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removeRequested(m_job.id); });
    connect(m_lmStudio, &LmStudioRow::requested, this,
            [this](LmStudioAction action) { Q_EMIT lmStudioRequested(m_job.id, action); });
    arrange();
    showState();
}

QPushButton* JobCard::addButton(const QString& text, void (JobCard::*signal)(const QString&)) {
    auto* button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [this, signal] {
        Q_EMIT(this->*signal)(m_job.id);
    });
    return button;
}

void JobCard::arrange() {
    auto* titles = new QHBoxLayout;
    titles->setSpacing(tokens::gapSmall);
    titles->addWidget(m_title);
    titles->addWidget(m_recipe, 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(tokens::gapTiny);
    words->addLayout(titles);
    words->addWidget(m_words);

    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::gapSmall);
    row->addLayout(words, 1);
    for (QWidget* action : actions()) {
        row->addWidget(action, 0, Qt::AlignVCenter);
    }
    m_moreColumn->setContentsMargins(tokens::gapGroup, 0, 0, tokens::gapTiny);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::gapMedium + signRoom, tokens::gapMedium, tokens::gapMedium,
                               tokens::gapMedium);
    column->setSpacing(tokens::gapSmall);
    column->addLayout(row);
    column->addWidget(m_progress);
    column->addWidget(m_lmStudio);
    column->addWidget(m_disclosure, 0, Qt::AlignLeading);
    column->addWidget(m_more);
}

void JobCard::setJob(const JobView& job) {
    if (job == m_job) {
        return;
    }
    const bool newState = job.state != m_job.state;
    const bool newMore = newState || job.commands != m_job.commands ||
                         job.details != m_job.details || job.warnings != m_job.warnings;
    m_job = job;
    if (newMore) {
        showState();
    } else {
        m_progress->setProgress(m_job.state, m_job.bytesDone, m_job.bytesTotal);
        m_words->setText(jobWords(m_job));
        m_lmStudio->setView(m_job.lmStudio, m_job.title);
        updateToolTip();
    }
    if (newState) {
        announce(*this, tr("%1: %2").arg(m_job.title, stateWord(m_job)));
    }
}

void JobCard::showState() {
    const ConversionState state = m_job.state;
    m_title->setText(m_job.title);
    m_title->setFullText(m_job.folder);
    m_recipe->setText(m_job.recipe);
    m_words->setText(jobWords(m_job));
    m_words->setTone(state == ConversionState::failed ? Tone::danger : Tone::muted);
    updateToolTip();
    m_progress->setVisible(hasBar(m_job));
    m_progress->setProgress(state, m_job.bytesDone, m_job.bytesTotal);

    m_lmStudio->setView(m_job.lmStudio, m_job.title);
    showActions();
    const auto name = [this](QAbstractButton* button, const QString& words) {
        button->setAccessibleName(words.arg(m_job.title));
    };
    name(m_open, tr("Open the folder of %1"));
    name(m_evaluate, tr("Evaluate %1"));
    name(m_publish, tr("Publish %1"));
    name(m_pause, tr("Pause %1"));
    name(m_stop, tr("Stop %1"));
    name(m_resume, tr("Resume %1"));
    name(m_retry, tr("Start %1 again"));
    name(m_remove, tr("Remove %1 from this list"));
    m_progress->setAccessibleName(tr("Progress of %1").arg(m_job.title));
    fillMore();
    update();
}

void JobCard::showActions() {
    const QWidget* focused = window()->focusWidget();
    const bool hasFocus = focused != nullptr && (focused == this || isAncestorOf(focused));
    const ConversionState state = m_job.state;
    const bool ended = state == ConversionState::stopped || state == ConversionState::failed;
    m_publish->setVisible(state == ConversionState::succeeded && m_job.canPublish);
    m_pause->setVisible(state == ConversionState::downloading);
    m_open->setText(m_job.inLmStudio ? tr("Open in LM Studio folder") : tr("Show in folder"));
    m_open->setVisible(state == ConversionState::succeeded);
    m_evaluate->setVisible(state == ConversionState::succeeded && m_job.canEvaluate);
    m_stop->setVisible(isRunning(m_job));
    m_stop->setEnabled(state != ConversionState::stopping);
    m_resume->setVisible(ended && m_job.canResume);
    m_retry->setVisible(ended && !m_job.canResume);
    m_retry->setText(state == ConversionState::stopped ? tr("Start again") : tr("Try again"));
    m_remove->setVisible(!isRunning(m_job));
    if (hasFocus && !isAncestorOf(window()->focusWidget())) {
        focusAction();
    }
}

QList<QWidget*> JobCard::actions() const {
    return {m_evaluate, m_publish, m_open, m_pause, m_stop, m_resume, m_retry, m_remove};
}

void JobCard::focusAction() {
    for (QWidget* action : actions()) {
        if (action->isVisibleTo(this) && action->isEnabled()) {
            action->setFocus();
            return;
        }
    }
    setFocus();  // stopping: the next state has an action again
}

void JobCard::updateToolTip() {
    const QString done = formatExactBytes(m_job.bytesDone);
    const QString total = formatExactBytes(m_job.bytesTotal);
    m_words->setToolTip(m_job.bytesTotal > 0 ? tr("%1 of %2").arg(done, total) : QString());
}

void JobCard::fillMore() {
    while (QLayoutItem* item = m_moreColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto addText = [this](const QString& text) {
        auto* label = (new Label(text, TextRole::caption, m_more, Tone::muted))->wrapped();
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_moreColumn->addWidget(label);
    };
    bool any = false;
    if (m_job.state == ConversionState::failed && !m_job.details.isEmpty()) {
        addText(m_job.details);
        m_disclosure->setText(tr("Details"));
        any = true;
    }
    if (m_job.state == ConversionState::succeeded) {
        for (const QString& warning : m_job.warnings) {
            addText(warning);
        }
        if (!m_job.errorWords.isEmpty()) {
            addText(m_job.errorWords);
        }
        if (!m_job.layerErrors.isEmpty()) {
            auto* bars = new LayerBars(m_more);
            bars->setErrors(m_job.layerErrors);
            m_moreColumn->addWidget(bars);
        }
        auto* commands = new QWidget(m_more);
        auto* grid = new QGridLayout(commands);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(tokens::gapMedium);
        for (int i = 0; i < m_job.commands.size(); ++i) {
            const Command& command = m_job.commands[i];
            auto* field = new CopyField(command.label, command.text, commands);
            auto* label = new Label(command.label, TextRole::body, commands);
            label->setBuddy(field->field());
            grid->addWidget(label, i, 0);
            grid->addWidget(field, i, 1);
        }
        m_moreColumn->addWidget(commands);
        m_disclosure->setText(
            !m_job.warnings.isEmpty()     ? tr("Warnings, quality, and commands to copy")
            : !m_job.errorWords.isEmpty() ? tr("Quality, and commands to chat or serve")
                                          : tr("Copy a command to chat or serve"));
        any = !m_job.commands.isEmpty() || !m_job.warnings.isEmpty();
    }
    m_disclosure->setVisible(any);
    m_more->setVisible(any && m_disclosure->isOpen());
}

void JobCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateColors colors = StateColors::of(palette());
    drawSurface(painter, rect(), tokens::radiusCard, colors.card, colors.separator);
    const Look look = lookOf(m_job.state, colors);
    const int line = m_title->height();
    QRect mark(tokens::gapMedium, m_title->y() + (line - tokens::iconSize) / 2, tokens::iconSize,
               tokens::iconSize);
    paintIcon(painter, look.icon, QStyle::visualRect(layoutDirection(), rect(), mark), look.color);
}

}  // namespace ui
