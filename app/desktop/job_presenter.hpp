#pragma once

#include "desktop/conversion_controller.hpp"
#include "desktop/lm_studio_controller.hpp"
#include "ui/pages/conversion_pane.hpp"

#include <QObject>

namespace app {

/// Joins the conversion pane to the queue and to LM Studio. Stopping goes through the window, which
/// may ask first.
class JobPresenter : public QObject {
    Q_OBJECT

public:
    /// All must outlive this.
    JobPresenter(ui::ConversionPane& pane, ConversionController& controller,
                 LmStudioController& lmStudio, QObject* parent = nullptr);

    /// Whether finished models can be published. Before the first job.
    void setCanPublish(bool can) { m_canPublish = can; }

Q_SIGNALS:
    void revealRequested(const QString& path);
    void publishRequested(const QString& folder);  ///< of a finished model
    /// A finished model, and what it was made of.
    void evaluateRequested(const QString& title, const QString& folder, const QString& source);

private:
    void showJobs();
    void showJob(const QString& id);
    void connectLmStudio();
    [[nodiscard]] ui::JobView viewOf(const QueuedJob& job) const;

    ui::ConversionPane& m_pane;
    ConversionController& m_controller;
    LmStudioController& m_lmStudio;
    bool m_canPublish = false;
};

}  // namespace app
