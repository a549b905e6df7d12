#include "ui/pages/overrides_editor.hpp"

#include "ui/pages/choices.hpp"
#include "ui/theme/icons.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using quince::LayerOverride;

OverridesEditor::OverridesEditor(QWidget* parent)
    : QWidget(parent),
      m_paths(new QStringListModel(this)),
      m_column(new QVBoxLayout),
      m_add(new QPushButton(makeIcon(Icon::add), tr("Add a layer r&ule"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(tokens::gapSmall);
    column->addLayout(m_column);
    column->addWidget(m_add, 0, Qt::AlignLeading);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({{}, 8, std::nullopt, std::nullopt});
        m_rows.last().pattern->setFocus(Qt::TabFocusReason);
    });
}

void OverridesEditor::setModulePaths(const QStringList& paths) {
    m_paths->setStringList(paths);
}

void OverridesEditor::setOverrides(const std::vector<LayerOverride>& wanted) {
    if (wanted == overrides()) {
        return;  // also keeps a row that is being typed
    }
    while (!m_rows.isEmpty()) {
        Row row = m_rows.takeLast();
        row.widget->hide();
        row.widget->deleteLater();
    }
    for (const LayerOverride& each : wanted) {
        addRow(each);
    }
}

std::vector<LayerOverride> OverridesEditor::overrides() const {
    std::vector<LayerOverride> all;
    for (const Row& row : m_rows) {
        const QString pattern = row.pattern->text().trimmed();
        if (!pattern.isEmpty()) {
            const std::optional<int> bits = chosenNumber(*row.bits);
            const std::optional<quince::QuantMode> mode = blockModeOf(bits);
            all.push_back({pattern.toStdString(), mode ? std::nullopt : bits,
                           row.group->isEnabled() ? chosenNumber(*row.group) : std::nullopt, mode});
        }
    }
    return all;
}

void OverridesEditor::addRow(const LayerOverride& override) {
    Row row;
    row.widget = new QWidget(this);
    row.pattern = new QLineEdit(QString::fromStdString(override.pattern), row.widget);
    row.pattern->setPlaceholderText(tr("Layer, e.g. mlp.down_proj or *.layers.0.*"));
    row.pattern->setAcceptDrops(false);
    auto* completer = new QCompleter(m_paths, row.pattern);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->popup()->setTextElideMode(Qt::ElideLeft);  // the end of a path tells layers apart
    row.pattern->setCompleter(completer);

    row.bits = new QComboBox(row.widget);
    fillBits(*row.bits, tr("As it is"));
    fillBlockModes(*row.bits);
    choose(*row.bits, override.mode ? std::optional(numberOf(*override.mode)) : override.bits);
    row.group = new QComboBox(row.widget);
    fillGroups(*row.group, tr("Usual group"));
    choose(*row.group, override.groupSize);
    row.group->setEnabled(override.bits.has_value());

    row.remove = new QToolButton(row.widget);
    row.remove->setIcon(makeIcon(Icon::close));
    row.remove->setAutoRaise(true);
    row.remove->setFocusPolicy(Qt::StrongFocus);
    row.remove->setToolTip(tr("Remove this rule"));

    auto* line = new QHBoxLayout(row.widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(row.pattern, 1);
    line->addWidget(row.bits);
    line->addWidget(row.group);
    line->addWidget(row.remove);
    m_column->addWidget(row.widget);
    // A new widget stands at the end of the window's order, not before the button below it.
    QWidget* before = m_add->previousInFocusChain();
    for (QWidget* control : {static_cast<QWidget*>(row.pattern), static_cast<QWidget*>(row.bits),
                             static_cast<QWidget*>(row.group), static_cast<QWidget*>(row.remove)}) {
        setTabOrder(before, control);
        before = control;
    }
    m_rows.append(row);
    nameRows();

    QComboBox* group = row.group;
    QComboBox* bits = row.bits;
    QWidget* widget = row.widget;
    connect(row.pattern, &QLineEdit::textChanged, this, &OverridesEditor::changed);
    connect(bits, &QComboBox::currentIndexChanged, this, [this, bits, group] {
        const std::optional<int> chosen = chosenNumber(*bits);
        group->setEnabled(chosen && !blockModeOf(chosen));
        Q_EMIT changed();
    });
    connect(group, &QComboBox::currentIndexChanged, this, &OverridesEditor::changed);
    connect(row.remove, &QToolButton::clicked, this, [this, widget] { removeRow(widget); });
}

void OverridesEditor::removeRow(QWidget* widget) {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [widget](const Row& row) { return row.widget == widget; });
    if (found == m_rows.end()) {
        return;
    }
    m_add->setFocus(Qt::OtherFocusReason);
    m_rows.erase(found);
    widget->hide();
    widget->deleteLater();
    nameRows();
    Q_EMIT changed();
}

void OverridesEditor::nameRows() {
    int number = 0;
    for (const Row& row : m_rows) {
        ++number;
        row.pattern->setAccessibleName(tr("Layer rule %1: layers").arg(number));
        row.bits->setAccessibleName(tr("Layer rule %1: bits").arg(number));
        row.group->setAccessibleName(tr("Layer rule %1: group size").arg(number));
        row.remove->setAccessibleName(tr("Remove layer rule %1").arg(number));
    }
}

}  // namespace ui
