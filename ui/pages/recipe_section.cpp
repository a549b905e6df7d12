#include "ui/pages/recipe_section.hpp"

#include "ui/pages/recipe_advanced.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/disclosure.hpp"
#include "ui/widgets/label.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace ui {

namespace {

// Entries of the box beyond the presets.
constexpr int customEntry = -1;
constexpr int firstTarget = 1000;

int entryOf(TargetKind kind) {
    return firstTarget + static_cast<int>(kind);
}

}  // namespace

RecipeSection::RecipeSection(QWidget* parent)
    : QWidget(parent),
      m_box(new QComboBox(this)),
      m_sentence((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_target(new TargetSection(this)),
      m_vision(new QCheckBox(tr("&Keep vision"), this)),
      m_advanced(new RecipeAdvanced(this)),
      m_disclosure(new Disclosure(tr("&Advanced"), m_advanced, this)) {
    auto* heading = new Label(tr("&Recipe"), TextRole::heading, this);
    heading->setBuddy(m_box);
    m_box->setAccessibleName(tr("Recipe"));
    m_box->setMinimumContentsLength(12);
    m_box->setMaxVisibleItems(16);  // all of them: the sizes to fit stand at the end
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(heading);
    column->addWidget(m_box);
    column->addWidget(m_sentence);
    column->addWidget(m_target);
    column->addWidget(m_vision);
    column->addWidget(m_disclosure, 0, Qt::AlignLeading);
    column->addWidget(m_advanced);

    m_vision->setObjectName(QStringLiteral("keepVision"));
    m_vision->setToolTip(
        tr("The model goes on seeing images: its vision part is kept, not "
           "quantized. Otherwise the result reads text only."));
    m_vision->setAccessibleDescription(m_vision->toolTip());
    connect(m_vision, &QCheckBox::clicked, this, &RecipeSection::chooseVision);
    connect(m_box, &QComboBox::activated, this, &RecipeSection::choose);
    connect(m_target, &TargetSection::changed, this,
            [this](const quince::Budget& budget) { take(m_recipe, budget); });
    connect(m_target, &TargetSection::stopRequested, this, &RecipeSection::targetStopRequested);
    connect(m_target, &TargetSection::startRequested, this, &RecipeSection::targetStartRequested);
    connect(m_advanced, &RecipeAdvanced::changed, this, &RecipeSection::takeAdvanced);
    connect(m_advanced, &RecipeAdvanced::openRequested, this, &RecipeSection::openRequested);
    connect(m_advanced, &RecipeAdvanced::saveRequested, this, &RecipeSection::saveRequested);
    fillPresets();
    refresh();
    setTarget({});
}

void RecipeSection::setRecipe(const quince::Recipe& recipe, const RecipeOptions& options,
                              const std::optional<quince::Budget>& budget) {
    m_recipe = recipe;
    m_budget = budget;
    m_options = options;
    m_advanced->setOptions(options);
    m_target->setSourceBytes(options.sourceBytes);
    fillPresets();
    refresh();
}

void RecipeSection::setTarget(const TargetView& view) {
    m_target->setView(view);
}

bool RecipeSection::advancedShown() const {
    return m_disclosure->isOpen();
}

void RecipeSection::setAdvancedShown(bool shown) {
    m_disclosure->setOpen(shown);
}

void RecipeSection::fillPresets() {
    const QSignalBlocker quiet(m_box);
    m_presets = presets(m_options);
    m_box->clear();
    const bool quantizes = m_options.canQuantize || m_options.canDequantize;
    const auto add = [this](const QString& words, int entry, bool possible) {
        m_box->addItem(words, entry);
        if (!possible) {
            const int last = m_box->count() - 1;
            qobject_cast<QStandardItemModel*>(m_box->model())->item(last)->setEnabled(false);
            m_box->setItemData(last, m_options.whyNot, Qt::ToolTipRole);
        }
    };
    for (int i = 0; i < m_presets.size(); ++i) {
        add(m_presets[i].name, i, !m_presets[i].quantizes || quantizes);
    }
    m_box->insertSeparator(m_box->count());
    add(tr("Fit a size…"), entryOf(TargetKind::size), quantizes);
    add(tr("Fit bits per weight…"), entryOf(TargetKind::bits), quantizes);
    add(tr("Fit a Mac…"), entryOf(TargetKind::mac), quantizes);
    m_box->insertSeparator(m_box->count());
    m_box->addItem(tr("Custom…"), customEntry);
}

void RecipeSection::choose(int index) {
    const int entry = m_box->itemData(index).toInt();
    if (entry == customEntry) {
        m_disclosure->setOpen(true);
        refresh();
    } else if (entry >= firstTarget) {
        chooseTarget(static_cast<TargetKind>(entry - firstTarget));
    } else {
        take(applied(m_presets[entry], m_recipe), {});
    }
}

/// What a size does not decide stays: layer rules, method, importance, embeddings.
void RecipeSection::chooseTarget(TargetKind kind) {
    quince::Recipe next = m_recipe;
    next.quantize = true;
    next.dequantize = false;
    next.requantize = next.requantize || (m_options.canDequantize && !m_options.canQuantize);
    next.mode = quince::QuantMode::affine;
    next.mixed = quince::MixedRecipe::none;
    next.bits.reset();
    next.groupSize.reset();
    next.layers.clear();
    take(next, m_target->budgetOf(kind));
}

void RecipeSection::takeAdvanced() {
    const quince::Recipe next = m_advanced->recipe(m_recipe);
    take(next, next.quantize ? m_budget : std::nullopt);
}

void RecipeSection::chooseVision(bool keep) {
    quince::Recipe next = m_recipe;
    next.vision = keep ? quince::VisionChoice::keep : quince::VisionChoice::drop;
    take(next, m_budget);
}

void RecipeSection::take(const quince::Recipe& next, const std::optional<quince::Budget>& budget) {
    if (next != m_recipe || budget != m_budget) {
        m_recipe = next;
        m_budget = budget;
        refresh();
        Q_EMIT changed(m_recipe, m_budget);
    }
}

int RecipeSection::chosenEntry() const {
    const int preset = presetOf(m_recipe, m_presets);
    return m_budget ? entryOf(kindOf(*m_budget)) : preset < 0 ? customEntry : preset;
}

QString RecipeSection::sentence() const {
    const int entry = chosenEntry();
    QString words = m_budget ? tr("The bits of each layer are chosen for the least damage.")
                    : entry == customEntry ? tr("Your own recipe, as set under Advanced.")
                                           : m_presets[entry].sentence;
    if (!m_options.canQuantize && !m_recipe.quantize && !m_recipe.dequantize) {
        words = m_options.whyNot;
    }
    if (m_recipe.quantize && m_recipe.requantize) {
        words += QLatin1Char(' ') + tr("Quantizing twice loses more than once.");
    }
    if (!m_recipe.layers.empty()) {
        words += QLatin1Char(' ') +
                 tr("It gives %1 layers bits of their own.").arg(m_recipe.layers.size());
    }
    const auto rules = m_recipe.quantize ? m_recipe.overrides.size() : 0;
    if (rules > 0) {
        words += QLatin1Char(' ') +
                 (rules == 1 ? tr("With one layer rule.") : tr("With %1 layer rules.").arg(rules));
    }
    return words;
}

void RecipeSection::refresh() {
    const QSignalBlocker quiet(m_box);
    const int entry = chosenEntry();
    m_box->setItemText(m_box->findData(customEntry),
                       entry == customEntry ? tr("Custom") : tr("Custom…"));
    const auto name = [&](TargetKind kind, const QString& words) {
        m_box->setItemText(m_box->findData(entryOf(kind)),
                           entry == entryOf(kind) ? words : words + QStringLiteral("…"));
    };
    name(TargetKind::size, tr("Fit a size"));
    name(TargetKind::bits, tr("Fit bits per weight"));
    name(TargetKind::mac, tr("Fit a Mac"));
    m_box->setCurrentIndex(m_box->findData(entry));
    const QString words = sentence();
    m_sentence->setText(words);
    m_box->setAccessibleDescription(words);
    m_target->setVisible(m_budget.has_value());
    if (m_budget) {
        m_target->setBudget(*m_budget);
    }
    m_vision->setVisible(m_options.usualVision.has_value());
    m_vision->setChecked(m_recipe.vision.value_or(m_options.usualVision.value_or(
                             quince::VisionChoice::drop)) == quince::VisionChoice::keep);
    m_advanced->setRecipe(m_recipe, m_budget.has_value());
}

}  // namespace ui
