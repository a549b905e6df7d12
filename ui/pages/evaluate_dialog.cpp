#include "ui/pages/evaluate_dialog.hpp"

#include "ui/pages/folder_field.hpp"
#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/accessible.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/phase_progress.hpp"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <utility>

namespace ui {

using quince::ConversionState;

namespace {

constexpr int usualWidth = 620;

bool isRunning(ConversionState state) {
    return state == ConversionState::preparing || state == ConversionState::evaluating ||
           state == ConversionState::stopping;
}

/// The name of a model as that of a file.
QString fileNameOf(const QString& model) {
    static const QRegularExpression odd(QStringLiteral(R"([/\\:*?"<>|])"));
    return QString(model).replace(odd, QStringLiteral("-"));
}

void addField(QFormLayout& form, const QString& label, FolderField* field) {
    auto* text = new Label(label, TextRole::body, form.parentWidget());
    text->setBuddy(field->edit());
    field->edit()->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    field->hideReset();
    text->setMinimumHeight(field->sizeHint().height());  // on the line of its field
    form.addRow(text, field);
}

}  // namespace

EvaluateDialog::EvaluateDialog(const QString& model, const EvaluationChoice& choice,
                               FolderPicker pickFile, FolderPicker pickFolder,
                               FolderPicker pickSave, QWidget* parent)
    : QDialog(parent),
      m_model(model),
      m_progress(new PhaseProgress(this)),
      m_words((new Label(TextRole::strong, this))->wrapped()),
      m_lines((new Label(TextRole::caption, this, Tone::muted))->wrapped()) {
    setWindowTitle(tr("Evaluate %1").arg(model));
    resize(usualWidth, 0);
    m_progress->setAccessibleName(tr("Progress of the evaluation"));
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* hint = new Label(tr("Quince runs the model over the beginning of a text and measures how "
                              "well it predicts each next word. This takes minutes for a small "
                              "model and hours for a large one."),
                           TextRole::body, this, Tone::muted);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(tokens::pageEdge, tokens::pageEdge, tokens::pageEdge,
                               tokens::pageEdge);
    column->setSpacing(tokens::gapLarge);
    column->addWidget(hint->wrapped());
    column->addWidget(
        makeFields(choice, std::move(pickFile), std::move(pickFolder), std::move(pickSave)));
    column->addWidget(m_progress);
    column->addWidget(m_words);
    column->addWidget(m_lines);
    column->addStretch(1);
    column->addWidget(makeButtons());
    for (QPushButton* button : findChildren<QPushButton*>()) {
        button->setAutoDefault(button == m_start);  // one is the primary, wherever the focus is
    }
    refresh();
}

QWidget* EvaluateDialog::makeFields(const EvaluationChoice& choice, FolderPicker pickFile,
                                    FolderPicker pickFolder, FolderPicker pickSave) {
    auto* fields = new QWidget(this);
    auto* form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(tokens::gapLarge);
    form->setVerticalSpacing(tokens::gapSmall);
    m_text = new FolderField(std::move(pickFile), tr("Text file"), {}, fields);
    m_text->edit()->setPlaceholderText(tr("any text in UTF-8"));
    m_text->setFolder(choice.text);
    m_source = new FolderField(std::move(pickFolder), tr("Model to compare with"), {}, fields);
    m_source->edit()->setPlaceholderText(tr("the original model, or nothing"));
    m_source->setFolder(choice.source);
    addField(*form, tr("&Text file"), m_text);
    addField(*form, tr("&Compare with"), m_source);
    addGathering(*form, choice, std::move(pickSave));
    connect(m_text->edit(), &QLineEdit::textChanged, this, &EvaluateDialog::refresh);
    return fields;
}

void EvaluateDialog::addGathering(QFormLayout& form, const EvaluationChoice& choice,
                                  FolderPicker pickSave) {
    QWidget* const fields = form.parentWidget();
    const QString tip = tr(
        "How much each input of the weights counts, measured in the same pass: of the model that "
        "is compared with, if there is one. The method Refined uses it. A file that is there is "
        "replaced.");
    m_gathers = new QCheckBox(tr("Also write the &importance of the weights (imatrix) to"), fields);
    m_gathers->setChecked(choice.gathers);
    m_gathers->setToolTip(tip);
    m_gathers->setAccessibleDescription(tip);
    auto pick = [this, pickSave = std::move(pickSave)](QWidget* parent, const QString& title,
                                                       const QString& start) {
        return pickSave ? pickSave(parent, title, start.isEmpty() ? usualImportance() : start)
                        : QString();
    };
    m_importance = new FolderField(std::move(pick), tr("File for the importance"), {}, fields);
    m_importance->edit()->setAccessibleName(tr("File for the importance"));
    m_importance->hideReset();
    m_importance->setFolder(choice.importance);
    form.addRow(m_gathers);
    form.addRow(QString(), m_importance);
    connect(m_gathers, &QCheckBox::toggled, this, &EvaluateDialog::refresh);
}

/// Beside the text: the model may lie where nothing else should.
QString EvaluateDialog::usualImportance() const {
    if (m_text->folder().isEmpty()) {
        return {};
    }
    const QString name = fileNameOf(m_model) + QStringLiteral(".imatrix.gguf");
    return QFileInfo(m_text->folder()).dir().filePath(name);
}

QWidget* EvaluateDialog::makeButtons() {
    auto* bar = new QWidget(this);
    m_stop = new QPushButton(tr("&Stop"), bar);
    m_close = new QPushButton(tr("Close"), bar);
    m_start = new QPushButton(tr("&Evaluate"), bar);
    m_start->setDefault(true);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(m_stop);
    row->addWidget(m_close);
    row->addWidget(m_start);
    connect(m_start, &QPushButton::clicked, this, [this] { Q_EMIT startRequested(choice()); });
    connect(m_stop, &QPushButton::clicked, this, &EvaluateDialog::stopRequested);
    connect(m_close, &QPushButton::clicked, this, &EvaluateDialog::reject);
    return bar;
}

EvaluationChoice EvaluateDialog::choice() const {
    const QString named = m_importance->folder();
    return {m_text->folder(), m_source->folder(), m_gathers->isChecked(),
            named.isEmpty() ? usualImportance() : named};
}

void EvaluateDialog::setView(const EvaluationView& view) {
    const bool newState = view.state != m_view.state;
    m_view = view;
    refresh();
    if (newState && !isRunning(view.state)) {
        announce(*this, view.words);
    }
}

void EvaluateDialog::refresh() {
    const bool running = isRunning(m_view.state);
    const bool failed = m_view.state == ConversionState::failed;
    QString words = m_view.words;
    if (m_view.state == ConversionState::preparing) {
        words = tr("Preparing");
    } else if (m_view.state == ConversionState::stopping) {
        words = tr("Stopping…");
    } else if (m_view.state == ConversionState::evaluating) {
        words = m_view.secondsLeft ? tr("Evaluating · %1").arg(formatTimeLeft(*m_view.secondsLeft))
                                   : tr("Evaluating");
    }
    m_progress->setVisible(running);
    m_progress->setProgress(m_view.state, m_view.done, m_view.total);
    m_words->setTone(failed ? Tone::danger : Tone::normal);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_lines->setText(m_view.lines.join(QLatin1Char('\n')));
    m_lines->setVisible(!m_view.lines.isEmpty());
    const bool stopHadFocus = m_stop->hasFocus();
    m_text->setEnabled(!running);
    m_source->setEnabled(!running);
    m_gathers->setEnabled(!running);
    m_importance->setEnabled(!running && m_gathers->isChecked());
    const QString usual = usualImportance();
    m_importance->edit()->setPlaceholderText(usual.isEmpty() ? tr("a file beside the text")
                                                             : usual);
    m_start->setEnabled(!running && !m_text->folder().isEmpty());
    m_stop->setVisible(running);
    m_stop->setEnabled(m_view.state != ConversionState::stopping);
    if (stopHadFocus && !running) {
        m_close->setFocus();
    }
    if (const int wanted = layout()->totalHeightForWidth(width()); height() < wanted) {
        resize(width(), wanted);
    }
}

void EvaluateDialog::reject() {
    if (isRunning(m_view.state)) {
        Q_EMIT stopRequested();
    }
    QDialog::reject();
}

}  // namespace ui
