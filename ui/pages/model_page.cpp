#include "ui/pages/model_page.hpp"

#include "ui/pages/also_section.hpp"
#include "ui/pages/destination_section.hpp"
#include "ui/pages/footprint_section.hpp"
#include "ui/pages/quality_section.hpp"
#include "ui/pages/recipe_section.hpp"
#include "ui/pages/revision_bar.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/empty_state.hpp"
#include "ui/widgets/notice_bar.hpp"
#include "ui/widgets/rule.hpp"
#include "ui/widgets/squeeze_label.hpp"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

ModelPage::ModelPage(QWidget* parent)
    : QWidget(parent),
      m_revisions(new RevisionBar(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)) {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_revisions);
    whole->addWidget(m_stack, 1);
    connect(m_revisions, &RevisionBar::chosen, this, &ModelPage::revisionChosen);
    const auto act = [this](qsizetype index) {
        return [this, index] { Q_EMIT noticeActionRequested(m_actions.at(index).id); };
    };
    connect(m_empty, &EmptyState::triggered, this, act(0));
    connect(m_empty, &EmptyState::secondTriggered, this, act(1));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeReadyPage());
    setModel({});
    setConvert({});
}

QWidget* ModelPage::makeReadyPage() {
    auto* page = new QWidget(this);
    auto* content = new QWidget(page);
    auto* reading = new QWidget(content);
    reading->setMaximumWidth(tokens::readingWidth);

    m_title = new SqueezeLabel(TextRole::title, reading);
    m_facts = (new Label(TextRole::body, reading, Tone::muted))->wrapped();
    m_problems = new NoticeList(reading);
    m_recipe = new RecipeSection(reading);
    m_footprint = new FootprintSection(reading);
    m_quality = new QualitySection(reading);
    m_also = new AlsoSection(reading);
    m_destination = new DestinationSection(reading);

    auto* column = new QVBoxLayout(reading);
    column->setContentsMargins(tokens::pageEdge, tokens::pageEdge, tokens::pageEdge,
                               tokens::pageEdge);
    column->setSpacing(tokens::gapGroup);
    auto* head = new QVBoxLayout;
    head->setSpacing(tokens::gapTiny);
    head->addWidget(m_title);
    head->addWidget(m_facts);
    column->addLayout(head);
    column->addWidget(m_problems);
    column->addWidget(m_recipe);
    column->addWidget(m_footprint);
    column->addWidget(m_quality);
    column->addWidget(m_also);
    column->addWidget(m_destination);
    column->addStretch(1);

    auto* centre = new QHBoxLayout(content);
    centre->setContentsMargins(0, 0, 0, 0);
    centre->addWidget(reading, 1);
    m_scroll = new QScrollArea(page);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);

    auto* whole = new QVBoxLayout(page);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_scroll, 1);
    whole->addWidget(new Rule(page));
    whole->addWidget(makeActionBar());

    connect(m_recipe, &RecipeSection::changed, this, &ModelPage::recipeChanged);
    connect(m_recipe, &RecipeSection::targetStopRequested, this, &ModelPage::targetStopRequested);
    connect(m_recipe, &RecipeSection::targetStartRequested, this, &ModelPage::targetStartRequested);
    connect(m_recipe, &RecipeSection::openRequested, this, &ModelPage::recipeOpenRequested);
    connect(m_recipe, &RecipeSection::saveRequested, this, &ModelPage::recipeSaveRequested);
    connect(m_footprint, &FootprintSection::contextLengthChanged, this,
            &ModelPage::contextLengthChanged);
    connect(m_also, &AlsoSection::changed, this, &ModelPage::alsoChanged);
    connect(m_destination, &DestinationSection::changed, this, &ModelPage::destinationChanged);
    connect(m_destination, &DestinationSection::chooseFolderRequested, this,
            &ModelPage::chooseFolderRequested);
    connect(m_problems, &NoticeList::actionRequested, this, &ModelPage::noticeActionRequested);
    return page;
}

QWidget* ModelPage::makeActionBar() {
    auto* bar = new QWidget(this);
    m_reason = (new Label(TextRole::caption, bar, Tone::muted))->wrapped();
    m_summary = new SqueezeLabel(TextRole::caption, bar, Tone::muted);
    m_evaluate = new QPushButton(tr("Evaluate…"), bar);
    m_evaluate->setToolTip(tr("Measure how well this model predicts a text"));
    m_evaluate->hide();
    m_publish = new QPushButton(tr("Publish…"), bar);
    m_publish->setToolTip(tr("Upload this model to Hugging Face"));
    m_publish->hide();
    m_download = new QPushButton(tr("Download"), bar);
    m_download->setToolTip(tr("Only download; it can be converted later"));
    m_replace = new QPushButton(tr("&Replace"), bar);
    m_replace->setAccessibleName(tr("Replace the model that is there"));
    m_replace->setToolTip(tr("The old model stays until the new one is whole."));
    m_convert = new QPushButton(tr("Convert to MLX"), bar);
    m_convert->setDefault(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(tokens::pageEdge, tokens::gapMedium, tokens::pageEdge,
                            tokens::gapMedium);
    row->setSpacing(tokens::gapLarge);
    row->addWidget(m_reason, 1);
    row->addWidget(m_summary, 1);
    row->addWidget(m_evaluate);
    row->addWidget(m_publish);
    row->addWidget(m_download);
    row->addWidget(m_replace);
    row->addWidget(m_convert);
    connect(m_evaluate, &QPushButton::clicked, this, &ModelPage::evaluateRequested);
    connect(m_publish, &QPushButton::clicked, this, &ModelPage::publishRequested);
    connect(m_download, &QPushButton::clicked, this, &ModelPage::downloadRequested);
    connect(m_replace, &QPushButton::clicked, this, &ModelPage::replace);
    connect(m_convert, &QPushButton::clicked, this, &ModelPage::convertRequested);
    return bar;
}

void ModelPage::setModel(const ModelView& view) {
    m_actions = view.actions;
    const auto textOf = [this](qsizetype index) {
        return index < m_actions.size() ? m_actions[index].text : QString();
    };
    switch (view.picture) {
        case ModelPicture::nothingChosen:
            m_empty->setContent({Icon::cube,
                                 tr("Choose a model"),
                                 view.message.isEmpty()
                                     ? tr("Pick one from the list, or drop a model folder anywhere "
                                          "on this window.")
                                     : view.message,
                                 {},
                                 {}});
            break;
        case ModelPicture::inspecting:
            m_empty->setContent({Icon::clock, view.title, tr("Reading its headers…"), {}, {}});
            break;
        case ModelPicture::failed:
            m_empty->setContent({Icon::warning, view.title,
                                 view.details.isEmpty()
                                     ? view.message
                                     : view.message + QStringLiteral("\n\n") + view.details,
                                 textOf(0), textOf(1)});
            break;
        case ModelPicture::ready:
            break;
    }
    const bool ready = view.picture == ModelPicture::ready;
    if (ready) {
        const bool another = m_title->text() != view.title;
        m_title->setText(view.title);
        m_title->setFullText(view.folder);
        m_facts->setText(view.facts.join(QStringLiteral(" · ")));
        if (another) {
            m_scroll->verticalScrollBar()->setValue(0);
        }
    }
    m_stack->setCurrentIndex(ready ? 1 : 0);
}

void ModelPage::setRevisions(const RevisionsView& view) {
    m_revisions->setRevisions(view);
}

void ModelPage::setRecipe(const quince::Recipe& recipe, const RecipeOptions& options,
                          const std::optional<quince::Budget>& budget) {
    m_recipe->setRecipe(recipe, options, budget);
}

void ModelPage::setTarget(const TargetView& view) {
    m_recipe->setTarget(view);
}

void ModelPage::setFootprint(const FootprintView* view) {
    m_footprint->setView(view);
}

void ModelPage::setQuality(const QualityView& view) {
    m_quality->setView(view);
}

void ModelPage::setAlso(const AlsoView& view) {
    m_also->setView(view);
}

void ModelPage::setContextLength(quint64 tokens) {
    m_footprint->setContextLength(tokens);
}

void ModelPage::setDestination(const Destination& destination, const DestinationView& view) {
    m_destination->setDestination(destination);
    m_destination->setView(view);
}

void ModelPage::setDestinationView(const DestinationView& view) {
    m_destination->setView(view);
}

void ModelPage::setParentFolder(const QString& folder) {
    Destination destination = m_destination->destination();
    destination.parentFolder = folder;
    m_destination->setDestination(destination);
    Q_EMIT destinationChanged(destination);
}

void ModelPage::replace() {
    Destination destination = m_destination->destination();
    destination.replace = true;
    m_destination->setDestination(destination);
    m_convert->setFocus();  // the pressed button goes away
    Q_EMIT destinationChanged(destination);
}

void ModelPage::setProblems(const QList<Notice>& problems) {
    m_problems->setNotices(problems);
}

void ModelPage::setConvert(const ConvertView& view) {
    const QString words = view.enabled ? view.summary : view.reason;
    m_convert->setEnabled(view.enabled);
    m_convert->setAccessibleDescription(words);
    m_convert->setToolTip(view.enabled ? tr("Start the conversion (Ctrl+Return)") : view.reason);
    m_convert->setText(view.verb.isEmpty() ? tr("Convert to MLX") : view.verb);
    m_download->setVisible(view.offersDownload);
    m_download->setEnabled(view.downloadEnabled);
    // A reason is read whole; a summary may give way.
    m_replace->setVisible(view.offersReplace);
    m_reason->setText(view.reason);
    m_reason->setVisible(!view.enabled);
    m_summary->setText(view.summary);
    m_summary->setVisible(view.enabled);
}

void ModelPage::setEvaluate(bool offered) {
    m_evaluate->setVisible(offered);
}

void ModelPage::setPublish(bool offered) {
    m_publish->setVisible(offered);
}

quince::Recipe ModelPage::recipe() const {
    return m_recipe->recipe();
}

std::optional<quince::Budget> ModelPage::budget() const {
    return m_recipe->budget();
}

Destination ModelPage::destination() const {
    return m_destination->destination();
}

quint64 ModelPage::contextLength() const {
    return m_footprint->contextLength();
}

bool ModelPage::isConvertFocused() const {
    return window()->focusWidget() == m_convert;
}

bool ModelPage::advancedShown() const {
    return m_recipe->advancedShown();
}

void ModelPage::setAdvancedShown(bool shown) {
    m_recipe->setAdvancedShown(shown);
}

}  // namespace ui
