#pragma once

#include "desktop/conversion_controller.hpp"
#include "ui/pages/conversion_pane.hpp"

#include <QObject>

namespace app {

/// Joins the conversion pane to the queue.
class JobPresenter : public QObject {
    Q_OBJECT

public:
    /// Both must outlive this.
    JobPresenter(ui::ConversionPane& pane, ConversionController& controller,
                 QObject* parent = nullptr);

Q_SIGNALS:
    /// By the person; long runs are to be confirmed.
    void stopRequested(const QString& id);
    void revealRequested(const QString& path);

private:
    void showJobs();

    ui::ConversionPane& m_pane;
    ConversionController& m_controller;
};

}  // namespace app
