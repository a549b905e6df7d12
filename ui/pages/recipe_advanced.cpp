#include "ui/pages/recipe_advanced.hpp"

#include "ui/pages/choices.hpp"
#include "ui/pages/importance_field.hpp"
#include "ui/pages/overrides_editor.hpp"
#include "ui/theme/tokens.hpp"
#include "ui/widgets/label.hpp"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>

namespace ui {

using quince::DType;
using quince::MixedRecipe;
using quince::Recipe;

namespace {

/// What is done with the weights.
enum class Weights { asTheyAre, quantized, quantizedAnew, decoded };

Weights weightsOf(const Recipe& recipe) {
    if (recipe.quantize) {
        return recipe.requantize ? Weights::quantizedAnew : Weights::quantized;
    }
    return recipe.dequantize ? Weights::decoded : Weights::asTheyAre;
}

template <typename Enum>
int code(Enum value) {
    return static_cast<int>(value);
}

}  // namespace

RecipeAdvanced::RecipeAdvanced(QWidget* parent) : QWidget(parent) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(tokens::gapGroup, 0, 0, 0);
    form->setHorizontalSpacing(tokens::gapLarge);
    form->setVerticalSpacing(tokens::gapSmall);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);

    m_weights = addBox(*form, tr("Weigh&ts"), tr("Whether weights are quantized at all."));
    m_bits = addBox(*form, tr("&Bits"), tr("Bits of each quantized weight."));
    m_group = addBox(*form, tr("&Group size"),
                     tr("Weights that share a scale and a bias. Smaller groups keep more detail "
                        "and take more room."));
    m_mode = addBox(*form, tr("&Mode"), tr("How codes are stored."));
    m_mixed = addBox(*form, tr("Mixed rec&ipe"),
                     tr("More bits for the layers that matter most, as in mlx-lm."));
    m_method = addBox(*form, tr("Metho&d"), tr("How codes are chosen."));
    m_importance = new ImportanceField(this);
    auto* importance = new Label(tr("Importance"), TextRole::body, this);
    importance->setBuddy(m_importance->edit());
    importance->setMinimumHeight(m_method->sizeHint().height());
    form->addRow(importance, m_importance);
    connect(m_importance, &ImportanceField::changed, this, &RecipeAdvanced::changed);
    m_dtype =
        addBox(*form, tr("Data t&ype"), tr("Type of scales and of weights kept as they are."));
    m_dtypeHint = (new Label(TextRole::caption, this, Tone::muted))->wrapped();
    form->addRow(m_dtypeHint);
    m_embedding = addBox(*form, tr("To&ken embeddings and head"),
                         tr("Bits of the token embeddings and the output head."));
    fillBoxes();

    m_overrides = new OverridesEditor(this);
    auto* rules = new Label(tr("Layer rules"), TextRole::body, this);
    rules->setMinimumHeight(m_bits->sizeHint().height());
    form->addRow(rules, m_overrides);
    connect(m_overrides, &OverridesEditor::changed, this, &RecipeAdvanced::changed);
    m_rules = (new Label(TextRole::caption, this, Tone::muted))->wrapped();
    form->addRow(m_rules);
    m_rules->hide();
    auto* file = new Label(tr("Recipe file"), TextRole::body, this);
    file->setMinimumHeight(m_bits->sizeHint().height());
    form->addRow(file, makeFileButtons());
}

QWidget* RecipeAdvanced::makeFileButtons() {
    auto* buttons = new QWidget(this);
    auto* open = new QPushButton(tr("Open…"), buttons);
    open->setAccessibleName(tr("Open a recipe file"));
    open->setToolTip(tr("Use a recipe that was saved. It can also be dropped on the window."));
    auto* save = new QPushButton(tr("Save…"), buttons);
    save->setAccessibleName(tr("Save the recipe to a file"));
    save->setToolTip(
        tr("Keep this recipe in a file, with the bits of each layer, to use it again "
           "or to share it."));
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::gapSmall);
    row->addWidget(open);
    row->addWidget(save);
    row->addStretch(1);
    connect(open, &QPushButton::clicked, this, &RecipeAdvanced::openRequested);
    connect(save, &QPushButton::clicked, this, &RecipeAdvanced::saveRequested);
    return buttons;
}

QComboBox* RecipeAdvanced::addBox(QFormLayout& form, const QString& label, const QString& tip) {
    auto* box = new QComboBox(this);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(14);
    box->setToolTip(tip);
    box->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    box->setAccessibleDescription(tip);
    auto* text = new Label(label, TextRole::body, this);
    text->setBuddy(box);
    text->setMinimumHeight(box->sizeHint().height());
    form.addRow(text, box);
    connect(box, &QComboBox::activated, this, &RecipeAdvanced::changed);
    return box;
}

void RecipeAdvanced::fillBoxes() {
    fillWeights();
    fillBits(*m_bits);
    fillGroups(*m_group);

    m_mode->addItem(tr("Affine (scale and bias)"), code(quince::QuantMode::affine));
    m_mode->addItem(tr("mxfp4 (4-bit floats)"), code(quince::QuantMode::mxfp4));
    m_mode->addItem(tr("nvfp4 (4-bit floats, small groups)"), code(quince::QuantMode::nvfp4));
    m_mode->addItem(tr("mxfp8 (8-bit floats)"), code(quince::QuantMode::mxfp8));

    m_mixed->addItem(tr("None: the same bits everywhere"), code(MixedRecipe::none));
    m_mixed->addItem(tr("2 and 6 bits"), code(MixedRecipe::mixed2_6));
    m_mixed->addItem(tr("3 and 4 bits"), code(MixedRecipe::mixed3_4));
    m_mixed->addItem(tr("3 and 5 bits"), code(MixedRecipe::mixed3_5));
    m_mixed->addItem(tr("3 and 6 bits"), code(MixedRecipe::mixed3_6));
    m_mixed->addItem(tr("3 and 8 bits"), code(MixedRecipe::mixed3_8));
    m_mixed->addItem(tr("4 and 6 bits"), code(MixedRecipe::mixed4_6));
    m_mixed->addItem(tr("4 and 8 bits"), code(MixedRecipe::mixed4_8));

    m_method->addItem(tr("Refined (less error, same size)"), code(quince::QuantMethod::refined));
    m_method->addItem(tr("MLX (the same bytes as mlx-lm)"), code(quince::QuantMethod::mlx));

    m_dtype->addItem(tr("As in the model"));
    m_dtype->addItem(QStringLiteral("bfloat16"), code(DType::bf16));
    m_dtype->addItem(QStringLiteral("float16"), code(DType::f16));
    m_dtype->addItem(QStringLiteral("float32"), code(DType::f32));

    fillBits(*m_embedding, tr("As the rest"));
}

void RecipeAdvanced::fillWeights() {
    const QSignalBlocker quiet(m_weights);
    m_weights->clear();
    if (!m_options.canDequantize) {
        m_weights->addItem(tr("Quantized"), code(Weights::quantized));
        m_weights->addItem(tr("Not quantized"), code(Weights::asTheyAre));
    } else {
        m_weights->addItem(tr("Quantized, where not yet"), code(Weights::quantized));
        m_weights->addItem(tr("Quantized anew"), code(Weights::quantizedAnew));
        m_weights->addItem(tr("As in the model"), code(Weights::asTheyAre));
        m_weights->addItem(tr("Decoded, not quantized"), code(Weights::decoded));
    }
    if (auto* model = qobject_cast<QStandardItemModel*>(m_weights->model())) {
        model->item(0)->setEnabled(m_options.canQuantize);
        m_weights->setItemData(0, m_options.whyNot, Qt::ToolTipRole);
    }
}

/// M1 and M2 have no bfloat16 in their GPU: it is computed in float32.
void RecipeAdvanced::tellOfDtype(const Recipe& recipe) {
    const QString name = recipe.dtype
                             ? QString::fromUtf8(quince::traits(*recipe.dtype).longName.data())
                             : m_options.sourceDtype;
    if (name == QLatin1String("bfloat16")) {
        m_dtypeHint->setText(tr("On M1 and M2 Macs float16 is faster."));
    } else if (name == QLatin1String("float16") && name != m_options.sourceDtype) {
        m_dtypeHint->setText(tr("float16 ends at 65504; a larger weight would become infinite."));
    } else {
        m_dtypeHint->clear();
    }
    m_dtypeHint->setVisible(!m_dtypeHint->text().isEmpty());
}

void RecipeAdvanced::setOptions(const RecipeOptions& options) {
    m_options = options;
    m_dtype->setItemText(0, options.sourceDtype.isEmpty()
                                ? tr("As in the model")
                                : tr("As in the model (%1)").arg(options.sourceDtype));
    fillWeights();
    m_overrides->setModulePaths(options.modulePaths);
    m_rules->setText(options.ruleNotes.join(QLatin1Char('\n')));
    m_rules->setVisible(!options.ruleNotes.isEmpty());
}

void RecipeAdvanced::setRecipe(const Recipe& recipe, bool byTarget) {
    m_byTarget = byTarget;
    choose(*m_weights, code(weightsOf(recipe)));
    choose(*m_bits, recipe.bits.value_or(quince::defaultSpec(recipe.mode).bits));
    choose(*m_group, recipe.groupSize.value_or(64));
    choose(*m_mode, code(recipe.mode));
    choose(*m_mixed, code(recipe.mixed));
    choose(*m_method, code(recipe.method));
    choose(*m_dtype, recipe.dtype ? std::optional<int>(code(*recipe.dtype)) : std::nullopt);
    choose(*m_embedding, recipe.embeddingBits);
    m_importance->setPath(QString::fromStdU16String(recipe.importance.u16string()));
    m_overrides->setOverrides(recipe.overrides);
    tellOfDtype(recipe);

    enable(recipe);
}

/// What a mode, a mixed recipe or a target decides cannot be chosen beside it.
void RecipeAdvanced::enable(const Recipe& recipe) {
    for (QWidget* only : {static_cast<QWidget*>(m_method), static_cast<QWidget*>(m_importance),
                          static_cast<QWidget*>(m_embedding), static_cast<QWidget*>(m_overrides)}) {
        only->setEnabled(recipe.quantize);
    }
    const bool mixed = recipe.mixed != MixedRecipe::none;
    const bool blocks = quince::isBlockMode(recipe.mode);
    m_mode->setEnabled(recipe.quantize && !m_byTarget);
    m_bits->setEnabled(recipe.quantize && !mixed && !blocks && !m_byTarget);
    m_bits->setToolTip(m_byTarget ? tr("Decided by the target, layer by layer.")
                       : blocks   ? tr("Decided by the mode.")
                       : mixed    ? tr("Decided by the mixed recipe.")
                                  : tr("Bits of each quantized weight."));
    m_group->setEnabled(recipe.quantize && !blocks && !m_byTarget);
    m_mixed->setEnabled(recipe.quantize && !blocks && !m_byTarget);
}

Recipe RecipeAdvanced::recipe(const Recipe& before) const {
    Recipe recipe = before;
    const auto weights = static_cast<Weights>(chosenNumber(*m_weights).value_or(0));
    recipe.quantize = weights == Weights::quantized || weights == Weights::quantizedAnew;
    recipe.requantize = weights == Weights::quantizedAnew;
    recipe.dequantize = weights == Weights::decoded;
    recipe.mode = recipe.quantize
                      ? static_cast<quince::QuantMode>(chosenNumber(*m_mode).value_or(0))
                      : quince::QuantMode::affine;
    const bool blocks = quince::isBlockMode(recipe.mode);
    recipe.mixed =
        blocks ? MixedRecipe::none : static_cast<MixedRecipe>(chosenNumber(*m_mixed).value_or(0));
    const bool numbers = recipe.quantize && !blocks && !m_byTarget;
    const bool hadBlocks = quince::isBlockMode(before.mode);  // the boxes show that mode's own
    recipe.bits = numbers && recipe.mixed == MixedRecipe::none && !hadBlocks ? chosenNumber(*m_bits)
                                                                             : std::nullopt;
    recipe.groupSize = numbers ? chosenNumber(*m_group) : std::nullopt;
    const std::optional<int> dtype = chosenNumber(*m_dtype);
    recipe.dtype = dtype ? std::optional<DType>(static_cast<DType>(*dtype)) : std::nullopt;
    recipe.embeddingBits = chosenNumber(*m_embedding);
    recipe.method = static_cast<quince::QuantMethod>(chosenNumber(*m_method).value_or(0));
    recipe.importance = m_importance->path().toStdU16String();
    if (recipe.importance != before.importance) {
        recipe.importanceHash.clear();  // the new one is as good as any
    }
    recipe.overrides = m_overrides->overrides();
    return recipe;
}

}  // namespace ui
