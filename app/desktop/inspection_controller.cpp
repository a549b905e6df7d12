#include "desktop/inspection_controller.hpp"

#include "desktop/error_words.hpp"

#include <algorithm>

namespace app {

using quince::Inspection;
using quince::Result;

quint64 defaultContextLength(const quince::Blueprint& blueprint) {
    constexpr quint64 usual = 8192;
    return blueprint.maxContext == 0 ? usual : std::min<quint64>(usual, blueprint.maxContext);
}

InspectionController::InspectionController(
    std::shared_ptr<const quince::ArchitectureLibrary> architectures, QObject* parent)
    : QObject(parent),
      m_architectures(std::move(architectures)),
      m_importance(std::make_shared<ImportanceReader>()),
      m_background(QStringLiteral("inspection")) {}

void InspectionController::open(const std::filesystem::path& folder, const quince::Recipe& recipe,
                                quint64 contextLength) {
    open([folder, architectures = m_architectures](
             const quince::StopToken&) { return quince::inspect(folder, *architectures); },
         recipe, contextLength);
}

void InspectionController::open(InspectFunction look, const quince::Recipe& recipe,
                                quint64 contextLength) {
    close();
    m_recipe = recipe;
    m_contextLength = contextLength;
    m_stop = quince::StopSource();
    const quint64 request = ++m_request;
    m_background.post([this, request, look = std::move(look), stop = m_stop.token()] {
        if (request != m_request) {
            return;
        }
        auto result = look(stop);
        QMetaObject::invokeMethod(
            this, [this, request, result = std::move(result)] { takeInspection(request, result); },
            Qt::QueuedConnection);
    });
}

InspectionController::~InspectionController() {
    m_stop.requestStop();
}

void InspectionController::close() {
    m_stop.requestStop();
    ++m_request;
    m_inspection.reset();
    m_planned.reset();
}

void InspectionController::setRecipe(const quince::Recipe& recipe) {
    m_recipe = recipe;
    requestPlan();
}

void InspectionController::setContextLength(quint64 tokens) {
    m_contextLength = tokens;
    requestPlan();
}

void InspectionController::dropPlan() {
    ++m_request;
    m_planned.reset();
}

void InspectionController::requestPlan() {
    if (!m_inspection) {
        return;
    }
    const quint64 request = ++m_request;
    m_planned.reset();
    Q_EMIT planRequested();
    m_background.post([this, request, inspection = m_inspection, recipe = m_recipe,
                       context = m_contextLength] {
        if (request != m_request) {
            return;
        }
        auto planned = std::make_shared<Planned>();
        planned->plan = quince::makePlan(inspection, recipe);
        m_importance->use(planned->plan);
        planned->layout = quince::layoutOutput(planned->plan);
        planned->footprint = quince::footprintOf(planned->plan, context);
        QMetaObject::invokeMethod(
            this, [this, request, planned] { takePlan(request, planned); }, Qt::QueuedConnection);
    });
}

void InspectionController::takeInspection(quint64 request,
                                          const Result<std::shared_ptr<const Inspection>>& result) {
    if (request != m_request) {
        return;
    }
    if (!result) {
        const ErrorWords words = wordsFor(result.error());
        Q_EMIT failed(words.headline, words.details, result.error().code);
        return;
    }
    m_inspection = *result;
    if (m_contextLength == 0) {
        m_contextLength =
            defaultContextLength(m_inspection->blueprintFor(m_inspection->usualVision()));
    }
    Q_EMIT inspected();
    if (request == m_request) {  // unless the listener asked for a plan already
        requestPlan();
    }
}

void InspectionController::takePlan(quint64 request, std::shared_ptr<const Planned> planned) {
    if (request != m_request) {
        return;
    }
    m_planned = std::move(planned);
    Q_EMIT this->planned();
}

}  // namespace app
