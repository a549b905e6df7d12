#pragma once

#include "desktop/background.hpp"
#include "desktop/importance_reader.hpp"

#include <quince/footprint.hpp>
#include <quince/plan.hpp>
#include <quince/stop_token.hpp>

#include <QObject>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

namespace app {

/// A plan and what follows from it. Immutable.
struct Planned {
    quince::ConversionPlan plan;
    quince::OutputLayout layout;
    quince::Footprint footprint;
};

/// Blocking; a stop is seen soon.
using InspectFunction = std::function<quince::Result<std::shared_ptr<const quince::Inspection>>(
    const quince::StopToken&)>;

/// Opens the chosen model and plans it again at each change of the recipe, on a thread of its
/// own. Only the newest question is answered: older ones that still wait are never worked on.
class InspectionController : public QObject {
    Q_OBJECT

public:
    explicit InspectionController(std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                                  QObject* parent = nullptr);
    ~InspectionController() override;

    /// Answers with inspected() or failed(), then planned(). The context length becomes the
    /// model's own choice when `contextLength` is 0.
    void open(const std::filesystem::path& folder, const quince::Recipe& recipe,
              quint64 contextLength);
    /// The same of a model that is looked at by `look`, on the worker thread; it is stopped when
    /// something else is opened.
    void open(InspectFunction look, const quince::Recipe& recipe, quint64 contextLength);
    void close();
    /// Answer with planned().
    void setRecipe(const quince::Recipe& recipe);
    void setContextLength(quint64 tokens);
    /// The last plan is no longer what is asked for, and the next is not known yet.
    void dropPlan();

    /// Null while nothing is open.
    [[nodiscard]] std::shared_ptr<const quince::Inspection> inspection() const {
        return m_inspection;
    }
    /// Null while the newest question is not answered.
    [[nodiscard]] std::shared_ptr<const Planned> current() const { return m_planned; }
    [[nodiscard]] quint64 contextLength() const { return m_contextLength; }

Q_SIGNALS:
    void inspected();
    void failed(const QString& headline, const QString& details, quince::ErrorCode code);
    void planRequested();  ///< the last numbers are no longer true
    void planned();

private:
    void requestPlan();
    void takeInspection(quint64 request,
                        const quince::Result<std::shared_ptr<const quince::Inspection>>& result);
    void takePlan(quint64 request, std::shared_ptr<const Planned> planned);

    std::shared_ptr<const quince::ArchitectureLibrary> m_architectures;
    std::shared_ptr<const quince::Inspection> m_inspection;
    std::shared_ptr<const Planned> m_planned;
    quince::StopSource m_stop;  ///< of the looking
    quince::Recipe m_recipe;
    quint64 m_contextLength = 0;
    std::shared_ptr<ImportanceReader> m_importance;  ///< used by the worker only
    std::atomic<quint64> m_request{0};               ///< the newest; the worker reads it
    Background m_background;                         ///< last: joined before the rest goes
};

/// The context length to begin with: 8192, or all that the model has.
[[nodiscard]] quint64 defaultContextLength(const quince::Blueprint& blueprint);

}  // namespace app
