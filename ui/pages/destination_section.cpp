#include "ui/pages/destination_section.hpp"

#include "ui/text/format.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/squeeze_label.hpp"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui {

using quince::Severity;

namespace {

Tone toneOf(Severity severity) {
    switch (severity) {
        case Severity::error:
            return Tone::danger;
        case Severity::warning:
            return Tone::warning;
        case Severity::note:
            break;
    }
    return Tone::muted;
}

void setQuietly(QLineEdit& edit, const QString& text) {
    if (edit.text() != text) {
        const QSignalBlocker quiet(edit);
        edit.setText(text);
    }
}

}  // namespace

DestinationSection::DestinationSection(QWidget* parent)
    : QWidget(parent),
      m_lmStudio(new QRadioButton(tr("LM &Studio"), this)),
      m_folder(new QRadioButton(tr("Another f&older"), this)),
      m_publisherLabel(new Label(tr("&Publisher"), TextRole::body, this)),
      m_publisher(new QLineEdit(this)),
      m_parentLabel(new Label(tr("Fo&lder"), TextRole::body, this)),
      m_parent(new QLineEdit(this)),
      m_choose(new QPushButton(tr("Bro&wse…"), this)),
      m_name(new QLineEdit(this)),
      m_path(new SqueezeLabel(TextRole::caption, this, Tone::muted)),
      m_message((new Label(TextRole::caption, this))->wrapped()),
      m_replace(new QCheckBox(tr("Repla&ce the model that is there"), this)),
      m_space((new Label(TextRole::caption, this, Tone::muted))->wrapped()) {
    m_publisher->setAccessibleName(tr("Publisher"));
    m_parent->setAccessibleName(tr("Folder"));
    m_choose->setAccessibleName(tr("Choose a folder"));
    m_name->setAccessibleName(tr("Name of the model"));
    m_replace->setToolTip(tr("The old model stays until the new one is whole."));
    m_publisherLabel->setBuddy(m_publisher);
    m_parentLabel->setBuddy(m_parent);
    auto* nameLabel = new Label(tr("&Name"), TextRole::body, this);
    nameLabel->setBuddy(m_name);
    for (QLineEdit* edit : {m_publisher, m_parent, m_name}) {
        edit->setAcceptDrops(false);
        connect(edit, &QLineEdit::textEdited, this, &DestinationSection::emitChanged);
    }

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(tokens::gapMedium);
    grid->setVerticalSpacing(tokens::gapSmall);
    grid->setColumnStretch(1, 1);
    grid->addWidget(new Label(tr("Destination"), TextRole::heading, this), 0, 0, 1, 3);
    auto* kinds = new QVBoxLayout;
    kinds->setSpacing(0);
    kinds->addWidget(m_lmStudio, 0, Qt::AlignLeading);
    kinds->addWidget(m_folder, 0, Qt::AlignLeading);
    grid->addLayout(kinds, 1, 0, 1, 3);
    grid->addWidget(m_publisherLabel, 2, 0);
    grid->addWidget(m_publisher, 2, 1, 1, 2);
    grid->addWidget(m_parentLabel, 3, 0);
    grid->addWidget(m_parent, 3, 1);
    grid->addWidget(m_choose, 3, 2);
    grid->addWidget(nameLabel, 4, 0);
    grid->addWidget(m_name, 4, 1, 1, 2);
    grid->addWidget(m_path, 5, 1, 1, 2);
    grid->addWidget(m_message, 6, 1, 1, 2);
    grid->addWidget(m_replace, 7, 1, 1, 2);
    grid->addWidget(m_space, 8, 1, 1, 2);

    m_lmStudio->setChecked(true);
    connect(m_lmStudio, &QRadioButton::toggled, this, [this] {
        showKind();
        emitChanged();
    });
    connect(m_choose, &QPushButton::clicked, this, &DestinationSection::chooseFolderRequested);
    connect(m_replace, &QCheckBox::clicked, this, &DestinationSection::emitChanged);
    showKind();
    setView({});
}

Destination DestinationSection::destination() const {
    return {m_lmStudio->isChecked() ? DestinationKind::lmStudio : DestinationKind::folder,
            m_publisher->text().trimmed(), m_name->text().trimmed(), m_parent->text().trimmed(),
            m_replace->isChecked()};
}

void DestinationSection::setDestination(const Destination& destination) {
    const QSignalBlocker quiet(m_lmStudio);
    const bool lmStudio = destination.kind == DestinationKind::lmStudio;
    m_lmStudio->setChecked(lmStudio);
    m_folder->setChecked(!lmStudio);
    setQuietly(*m_publisher, destination.publisher);
    setQuietly(*m_parent, destination.parentFolder);
    setQuietly(*m_name, destination.name);
    m_replace->setChecked(destination.replace);
    showKind();
}

void DestinationSection::setView(const DestinationView& view) {
    const bool found = !view.modelsFolder.isEmpty();
    m_lmStudio->setToolTip(found ? view.modelsFolder
                                 : tr("LM Studio's models folder was not found; see Settings."));
    m_path->setText(view.path);
    m_path->setVisible(!view.path.isEmpty());
    m_message->setText(view.message);
    m_message->setTone(toneOf(view.severity));
    m_message->setVisible(!view.message.isEmpty());
    m_replace->setVisible(view.exists);

    const bool known = view.bytesFreeAfter.has_value();
    m_space->setVisible(known);
    if (known) {
        const bool enough = *view.bytesFreeAfter >= 0;
        const auto amount =
            static_cast<quint64>(enough ? *view.bytesFreeAfter : -*view.bytesFreeAfter);
        m_space->setTone(enough ? Tone::muted : Tone::danger);
        m_space->setText(enough ? tr("Needs %1; %2 free afterwards.")
                                      .arg(formatBytes(view.bytesNeeded), formatBytes(amount))
                                : tr("Needs %1: %2 more than is free.")
                                      .arg(formatBytes(view.bytesNeeded), formatBytes(amount)));
    }
}

void DestinationSection::emitChanged() {
    Q_EMIT changed(destination());
}

void DestinationSection::showKind() {
    const bool lmStudio = m_lmStudio->isChecked();
    m_publisherLabel->setVisible(lmStudio);
    m_publisher->setVisible(lmStudio);
    m_parentLabel->setVisible(!lmStudio);
    m_parent->setVisible(!lmStudio);
    m_choose->setVisible(!lmStudio);
}

}  // namespace ui
