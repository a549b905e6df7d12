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

RecipeSection::RecipeSection(QWidget* parent)
    : QWidget(parent),
      m_box(new QComboBox(this)),
      m_sentence((new Label(TextRole::caption, this, Tone::muted))->wrapped()),
      m_vision(new QCheckBox(tr("&Keep vision"), this)),
      m_advanced(new RecipeAdvanced(this)),
      m_disclosure(new Disclosure(tr("&Advanced"), m_advanced, this)) {
    auto* heading = new Label(tr("&Recipe"), TextRole::heading, this);
    heading->setBuddy(m_box);
    m_box->setAccessibleName(tr("Recipe"));
    m_box->setMinimumContentsLength(12);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(heading);
    column->addWidget(m_box);
    column->addWidget(m_sentence);
    column->addWidget(m_vision);
    column->addWidget(m_disclosure, 0, Qt::AlignLeading);
    column->addWidget(m_advanced);

    m_vision->setObjectName(QStringLiteral("keepVision"));
    m_vision->setToolTip(
        tr("The model goes on seeing images: its vision part is kept, not "
           "quantized. Otherwise the result reads text only."));
    m_vision->setAccessibleDescription(m_vision->toolTip());
    connect(m_vision, &QCheckBox::clicked, this, &RecipeSection::chooseVision);
    connect(m_box, &QComboBox::activated, this, &RecipeSection::choosePreset);
    connect(m_advanced, &RecipeAdvanced::changed, this, &RecipeSection::takeAdvanced);
    fillPresets();
    refresh();
}

void RecipeSection::setRecipe(const quince::Recipe& recipe, const RecipeOptions& options) {
    m_recipe = recipe;
    m_options = options;
    m_advanced->setOptions(options);
    fillPresets();
    refresh();
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
    for (const Preset& preset : m_presets) {
        m_box->addItem(preset.name);
        if (preset.quantizes && !m_options.canQuantize && !m_options.canDequantize) {
            const int last = m_box->count() - 1;
            qobject_cast<QStandardItemModel*>(m_box->model())->item(last)->setEnabled(false);
            m_box->setItemData(last, m_options.whyNot, Qt::ToolTipRole);
        }
    }
    m_box->addItem(tr("Custom…"));
}

void RecipeSection::choosePreset(int index) {
    if (index < 0 || index >= m_presets.size()) {
        m_disclosure->setOpen(true);
        refresh();
        return;
    }
    take(applied(m_presets[index], m_recipe));
}

void RecipeSection::takeAdvanced() {
    take(m_advanced->recipe(m_recipe));
}

void RecipeSection::chooseVision(bool keep) {
    quince::Recipe next = m_recipe;
    next.vision = keep ? quince::VisionChoice::keep : quince::VisionChoice::drop;
    take(next);
}

void RecipeSection::take(const quince::Recipe& next) {
    if (next != m_recipe) {
        m_recipe = next;
        refresh();
        Q_EMIT changed(m_recipe);
    }
}

void RecipeSection::refresh() {
    const QSignalBlocker quiet(m_box);
    const int preset = presetOf(m_recipe, m_presets);
    const int custom = static_cast<int>(m_presets.size());
    m_box->setItemText(custom, preset < 0 ? tr("Custom") : tr("Custom…"));
    m_box->setCurrentIndex(preset < 0 ? custom : preset);
    QString sentence =
        preset < 0 ? tr("Your own recipe, as set under Advanced.") : m_presets[preset].sentence;
    if (!m_options.canQuantize && !m_recipe.quantize && !m_recipe.dequantize) {
        sentence = m_options.whyNot;
    }
    if (m_recipe.quantize && m_recipe.requantize) {
        sentence += QLatin1Char(' ') + tr("Quantizing twice loses more than once.");
    }
    const auto rules = m_recipe.quantize ? m_recipe.overrides.size() : 0;
    if (rules > 0) {
        sentence += QLatin1Char(' ') + (rules == 1 ? tr("With one layer rule.")
                                                   : tr("With %1 layer rules.").arg(rules));
    }
    m_sentence->setText(sentence);
    m_box->setAccessibleDescription(sentence);
    m_vision->setVisible(m_options.usualVision.has_value());
    m_vision->setChecked(m_recipe.vision.value_or(m_options.usualVision.value_or(
                             quince::VisionChoice::drop)) == quince::VisionChoice::keep);
    m_advanced->setRecipe(m_recipe);
}

}  // namespace ui
