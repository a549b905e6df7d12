#pragma once

#include "desktop/background.hpp"
#include "ui/pages/evaluate_view.hpp"

#include <quince/evaluate.hpp>
#include <quince/progress_meter.hpp>

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <memory>

namespace app {

/// Runs one evaluation at a time on a thread of its own and tells how it stands.
class EvaluationController : public QObject {
    Q_OBJECT

public:
    explicit EvaluationController(std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                                  QObject* parent = nullptr);
    /// Stops and waits.
    ~EvaluationController() override;

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const ui::EvaluationView& view() const { return m_view; }
    /// REQUIRES: !isRunning()
    void start(const quince::EvaluationJob& job);
    void stop();
    /// Forgets the last result. REQUIRES: !isRunning()
    void clear();

Q_SIGNALS:
    void changed();
    void ended();

private:
    struct Shared {
        quince::Progress progress;
        quince::StopSource stop;
    };

    void look();
    void take(const quince::Result<quince::EvaluationReport>& report);

    std::shared_ptr<const quince::ArchitectureLibrary> m_architectures;
    std::shared_ptr<Shared> m_shared;    ///< of the evaluation that runs
    std::filesystem::path m_importance;  ///< where it is written; empty: nowhere
    quince::ProgressMeter m_meter;
    QTimer m_timer;
    ui::EvaluationView m_view;
    bool m_running = false;
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
