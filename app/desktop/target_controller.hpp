#pragma once

#include "desktop/background.hpp"
#include "desktop/importance_reader.hpp"
#include "desktop/sample_store.hpp"
#include "ui/pages/target_view.hpp"

#include <quince/budget.hpp>

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace app {

/// Chooses the bits of each layer for a size, on a thread of its own: measures a sample of the
/// model that is open, once, and chooses. Of several questions only the newest is answered.
class TargetController : public QObject {
    Q_OBJECT

public:
    explicit TargetController(std::shared_ptr<SampleStore> samples, QObject* parent = nullptr);
    /// Stops what is measured.
    ~TargetController() override;

    /// Answers with changed() at once and on the way, and with fitted() when the bits are chosen.
    void fit(std::shared_ptr<const quince::Inspection> inspection, const quince::Recipe& recipe,
             const quince::Budget& budget);
    /// Gives up; start() asks the same again.
    void stop();
    void start();
    /// No size is asked for any more.
    void close();

    [[nodiscard]] const ui::TargetView& view() const { return m_view; }
    /// How long a question must stand before it is worked on.
    void setDelay(int milliseconds) { m_wait.setInterval(milliseconds); }

Q_SIGNALS:
    void changed();
    void fitted(const quince::Recipe& recipe);

private:
    struct Question;
    struct Answer;

    void ask();
    void begin();
    void poll();
    void take(quint64 request, const Answer& answer);
    void setView(const ui::TargetView& view);
    void interrupt();
    static Answer answerTo(const Question& question, SampleStore& samples,
                           ImportanceReader& importance, quince::Progress& progress,
                           const quince::StopToken& stop);

    QTimer m_wait;
    QTimer m_poll;
    std::shared_ptr<const Question> m_question;
    std::shared_ptr<SampleStore> m_samples;
    std::shared_ptr<ImportanceReader> m_importance;  ///< used by the worker only
    std::shared_ptr<quince::Progress> m_progress;
    quince::StopSource m_stop;
    ui::TargetView m_view;
    std::atomic<quint64> m_request{0};
    Background m_background;  ///< last: joined before the rest goes
};

}  // namespace app
