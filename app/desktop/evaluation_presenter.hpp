#pragma once

#include "desktop/evaluation_controller.hpp"
#include "ui/main_window.hpp"

#include <QObject>

#include <filesystem>

namespace app {

/// Opens the evaluation dialog for a model and joins it to the evaluation.
class EvaluationPresenter : public QObject {
    Q_OBJECT

public:
    /// `window` must outlive this.
    EvaluationPresenter(ui::MainWindow& window,
                        std::shared_ptr<const quince::ArchitectureLibrary> architectures,
                        QObject* parent = nullptr);

    /// `source` may be empty: the person says what to compare with, or nothing.
    void open(const QString& title, const std::filesystem::path& folder,
              const std::filesystem::path& source);
    void setThreads(unsigned threads) { m_threads = threads; }

    [[nodiscard]] EvaluationController& controller() { return m_controller; }

private:
    ui::MainWindow& m_window;
    EvaluationController m_controller;
    QString m_lastText;      ///< begins the next dialog
    bool m_gathers = false;  ///< the same
    unsigned m_threads = 0;
};

}  // namespace app
