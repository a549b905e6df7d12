#include "desktop/evaluation_presenter.hpp"

#include "desktop/paths.hpp"
#include "ui/pages/evaluate_dialog.hpp"

namespace app {

EvaluationPresenter::EvaluationPresenter(
    ui::MainWindow& window, std::shared_ptr<const quince::ArchitectureLibrary> architectures,
    QObject* parent)
    : QObject(parent), m_window(window), m_controller(std::move(architectures)) {}

void EvaluationPresenter::open(const QString& title, const std::filesystem::path& folder,
                               const std::filesystem::path& source) {
    if (!m_controller.isRunning()) {
        m_controller.clear();
    }
    ui::EvaluateDialog* dialog =
        m_window.showEvaluate(title, {m_lastText, toQt(source), m_gathers});
    dialog->setView(m_controller.view());  // an evaluation may be stopping still
    connect(&m_controller, &EvaluationController::changed, dialog,
            [this, dialog] { dialog->setView(m_controller.view()); });
    connect(dialog, &ui::EvaluateDialog::stopRequested, &m_controller, &EvaluationController::stop);
    connect(dialog, &ui::EvaluateDialog::startRequested, this,
            [this, folder](const ui::EvaluationChoice& choice) {
                m_lastText = choice.text;
                m_gathers = choice.gathers;
                quince::EvaluationJob job;
                job.folder = folder;
                job.source = toPath(choice.source);
                job.text = toPath(choice.text);
                job.threads = m_threads;
                if (choice.gathers) {
                    job.importance = toPath(choice.importance);
                }
                m_controller.start(job);
            });
}

}  // namespace app
