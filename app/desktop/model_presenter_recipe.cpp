#include "desktop/command_line.hpp"
#include "desktop/model_presenter.hpp"
#include "desktop/model_words.hpp"
#include "desktop/paths.hpp"
#include "desktop/remote_words.hpp"
#include "desktop/target_words.hpp"

#include <quince/recipe_file.hpp>

namespace app {

using quince::Severity;
using ui::TargetPicture;

// What the person chooses for the model: a recipe, or a size that the bits are chosen for.

void ModelPresenter::connectRecipe() {
    connect(&m_page, &ui::ModelPage::recipeChanged, this, &ModelPresenter::takeRecipe);
    connect(&m_page, &ui::ModelPage::targetStopRequested, &m_target, &TargetController::stop);
    connect(&m_page, &ui::ModelPage::targetStartRequested, &m_target, &TargetController::start);
    connect(&m_target, &TargetController::changed, this, &ModelPresenter::takeTarget);
    connect(&m_target, &TargetController::fitted, &m_inspection, &InspectionController::setRecipe);
}

void ModelPresenter::takeRecipe(const quince::Recipe& recipe,
                                const std::optional<quince::Budget>& budget) {
    m_recipe = recipe;
    if (!recipe.vision) {  // a model without the choice says nothing about it
        m_recipe.vision = m_settings.lastRecipe().vision;
    }
    m_budget = budget;
    m_ownNotices.clear();
    m_settings.setLastRecipe(m_recipe);
    m_settings.setLastBudget(budget);
    m_recipe.vision = recipe.vision;
    if (!m_budget) {
        m_target.close();
        m_inspection.setRecipe(m_recipe);
        return;
    }
    m_inspection.dropPlan();
    fit();
}

/// For a model that is newly chosen: as for the last one, but for what was measured on that one;
/// or what a file said last, with all that it names.
quince::Recipe ModelPresenter::wishedRecipe() const {
    const quince::Recipe last = m_settings.lastRecipe();
    quince::Recipe opened = m_opened.recipe;
    opened.importance.clear();
    opened.importanceHash.clear();
    const bool isOpened =
        !m_opened.file.empty() && quince::recipeToJson(opened) == quince::recipeToJson(last);
    return isOpened ? m_opened.recipe : last;
}

/// The wished recipe, as far as this model allows it.
quince::Recipe ModelPresenter::usableRecipe(const ui::RecipeOptions& options) const {
    quince::Recipe recipe = m_recipe;
    recipe.quantize = recipe.quantize && options.canQuantize;
    recipe.dequantize = recipe.dequantize && options.canDequantize;
    recipe.vision = options.usualVision ? m_settings.lastRecipe().vision : std::nullopt;
    return recipe;
}

/// Asks for the bits of each layer; the plan follows when they are chosen.
void ModelPresenter::fit() {
    if (!m_inspection.inspection() || !m_budget) {
        return;
    }
    m_slow.stop();
    if (m_remote) {
        showThatTargetsNeedWeights();
        return;
    }
    m_quality.interrupt();
    quince::Budget budget = *m_budget;
    if (budget.mac) {
        budget.mac->contextLength = m_inspection.contextLength();
    }
    m_target.fit(m_inspection.inspection(), m_recipe, budget);
}

bool ModelPresenter::isFitting() const {
    return m_budget && m_target.view().picture != TargetPicture::ready;
}

void ModelPresenter::takeTarget() {
    const ui::TargetView& view = m_target.view();
    m_page.setTarget(view);
    if (view.picture == TargetPicture::none || view.picture == TargetPicture::ready) {
        return;
    }
    m_page.setFootprint(nullptr);
    ui::ConvertView convert;
    convert.reason = view.picture == TargetPicture::looking
                         ? tr("The bits of each layer are being chosen.")
                     : view.picture == TargetPicture::stopped
                         ? tr("The bits of each layer are not chosen yet.")
                         : tr("This size cannot be; the reason stands above.");
    setConvert(convert);
}

void ModelPresenter::takeContextLength(quint64 tokens) {
    m_settings.setContextLength(tokens);
    m_inspection.setContextLength(tokens);
    if (m_budget && (m_budget->mac || isFitting())) {
        m_slow.stop();
        m_inspection.dropPlan();
    }
    if (m_budget && m_budget->mac) {
        fit();
    }
}

void ModelPresenter::openRecipe(const QString& file) {
    const std::filesystem::path path = toPath(file);
    const auto read = quince::readRecipeFile(path);
    if (!read) {
        const QString sentence = sentenceOf(read.error());
        if (m_inspection.inspection()) {
            tell({Severity::error, sentence, {}, {}, {}});
        } else if (!m_entry) {
            showRefusal(toQt(path.filename()), sentence, file);
        }
        return;
    }
    m_recipe = *read;
    m_budget.reset();
    m_opened = {path, *read};
    m_recipeOf = shownId();
    m_settings.setLastRecipe(m_recipe);
    m_settings.setLastBudget({});
    if (m_inspection.inspection()) {
        const ui::RecipeOptions options = recipeOptions(*m_inspection.inspection());
        const quince::Recipe usable = usableRecipe(options);
        m_page.setRecipe(usable, options);
        takeRecipe(usable, {});
    } else if (!m_entry) {
        ui::ModelView view;
        view.message =
            tr("The recipe %1 is used for the model that you choose.").arg(toQt(path.filename()));
        m_page.setModel(view);
    }
}

void ModelPresenter::saveRecipe(const QString& file) {
    const std::filesystem::path path = toPath(file);
    const std::shared_ptr<const Planned> planned = m_inspection.current();
    if (!planned) {
        tell({Severity::warning, tr("There is no recipe yet that could be saved."), {}, {}, {}});
        return;
    }
    const quince::Recipe& recipe = planned->plan.recipe;
    if (const quince::Status saved = quince::writeRecipeFile(recipe, path); !saved) {
        tell({Severity::error, sentenceOf(saved.error()), file, {}, {}});
        return;
    }
    tell({Severity::note, tr("The recipe is saved as %1.").arg(toQt(path.filename())), {}, {}, {}});
}

/// Something that is no fault of the plan; it stands until the recipe is changed.
void ModelPresenter::tell(const ui::Notice& notice) {
    m_ownNotices = {notice};
    m_noticesOf = shownId();
    m_page.setProblems(m_ownNotices + m_planNotices);
}

void ModelPresenter::setProblems(const std::vector<quince::Problem>& problems) {
    m_planNotices = notices(problems);
    if (m_remote) {
        m_planNotices.append(conversionNotices(*m_remote->found));
    }
    m_page.setProblems(m_ownNotices + m_planNotices);
}

QString ModelPresenter::command() const {
    CommandChoice choice;
    const bool isRepo = m_entry->model.kind == quince::ModelKind::cache;
    choice.model = isRepo ? toQt(m_entry->model.repoId) : toQt(m_entry->model.folder);
    choice.recipe = m_recipe;
    choice.budget = m_budget;
    if (choice.budget && choice.budget->mac) {
        choice.budget->mac->contextLength = m_inspection.contextLength();
    }
    if (m_opened.recipe == m_recipe) {
        choice.recipeFile = m_opened.file;
    }
    for (const auto& also : alsoChosen()) {
        choice.also.append(also->id);
    }
    choice.name = m_destination.name;
    if (m_destination.kind == ui::DestinationKind::lmStudio &&
        m_settings.preferences().modelsFolder.isEmpty()) {
        choice.publisher = m_destination.publisher;
    }
    if (auto path = pathOf(m_destination, m_context)) {
        choice.destination = *std::move(path);
    }
    return convertCommand(choice);
}

}  // namespace app
