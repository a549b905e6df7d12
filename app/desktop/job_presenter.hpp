#pragma once

#include "desktop/conversion_controller.hpp"
#include "ui/pages/conversion_pane.hpp"

#include <QObject>

namespace app {

/// Joins the conversion pane to the queue. Stopping goes through the window, which may ask first.
class JobPresenter : public QObject {
    Q_OBJECT

public:
    /// Both must outlive this.
    JobPresenter(ui::ConversionPane& pane, ConversionController& controller,
                 QObject* parent = nullptr);

    /// Whether finished models can be published. Before the first job.
    void setCanPublish(bool can) { m_canPublish = can; }

Q_SIGNALS:
    void revealRequested(const QString& path);
    void publishRequested(const QString& folder);  ///< of a finished model
    /// A finished model, and what it was made of.
    void evaluateRequested(const QString& title, const QString& folder, const QString& source);

private:
    void showJobs();
    [[nodiscard]] ui::JobView viewOf(const QueuedJob& job) const;

    ui::ConversionPane& m_pane;
    ConversionController& m_controller;
    bool m_canPublish = false;
};

}  // namespace app
