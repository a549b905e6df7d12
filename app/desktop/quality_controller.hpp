#pragma once

#include "desktop/background.hpp"
#include "desktop/sample_store.hpp"
#include "ui/pages/quality_view.hpp"

#include <quince/quality.hpp>

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace app {

/// Measures on a sample how far the weights would lie from their source, for the shown recipe and
/// others, on a thread of its own. Another model ends the measuring of the one before; of several
/// recipes only the newest is answered.
class QualityController : public QObject {
    Q_OBJECT

public:
    explicit QualityController(std::shared_ptr<SampleStore> samples, QObject* parent = nullptr);
    /// Stops what is measured.
    ~QualityController() override;

    /// Answers with changed(), at once and when it is known. REQUIRES: plan.inspection
    void show(const quince::ConversionPlan& plan);
    void close();
    /// Stops measuring and keeps what is shown, until a plan is to be shown again.
    void interrupt();

    [[nodiscard]] const ui::QualityView& view() const { return m_view; }
    /// How long a plan must stand before it is looked at: clicking through a list reads nothing.
    void setDelay(int milliseconds) { m_wait.setInterval(milliseconds); }

Q_SIGNALS:
    void changed();

private:
    void begin();
    void take(quint64 request, const ui::QualityView& view);
    void setView(const ui::QualityView& view);

    QTimer m_wait;
    std::shared_ptr<const quince::Inspection> m_inspection;
    quince::Recipe m_recipe;
    std::shared_ptr<const quince::PlanImportance> m_importance;
    ui::QualityView m_view;
    std::shared_ptr<SampleStore> m_samples;
    quince::StopSource m_stop;  ///< of the open model
    std::atomic<quint64> m_request{0};
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
