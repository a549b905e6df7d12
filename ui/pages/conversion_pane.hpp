#pragma once

#include "ui/pages/job_view.hpp"

#include <QHash>
#include <QWidget>

class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace ui {

class JobCard;

/// The queue of conversions, newest last. Hidden by the window while it is empty.
class ConversionPane : public QWidget {
    Q_OBJECT

public:
    explicit ConversionPane(QWidget* parent = nullptr);

    void setJobs(const QList<JobView>& jobs);
    /// Cheap: called at every progress tick. Unknown ids are appended.
    void updateJob(const JobView& job);
    [[nodiscard]] bool isEmpty() const;
    /// The job that Stop (Esc) means: the running one, or empty.
    [[nodiscard]] QString runningId() const;
    void scrollTo(const QString& id);
    /// Puts the keyboard on what can be done with the job now: Stop, once it runs.
    void focusJob(const QString& id);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void stopRequested(const QString& id);
    void pauseRequested(const QString& id);  ///< of a download
    void resumeRequested(const QString& id);
    void retryRequested(const QString& id);
    void removeRequested(const QString& id);  ///< a waiting or ended job
    void evaluateRequested(const QString& id);
    void publishRequested(const QString& id);
    void lmStudioRequested(const QString& id, ui::LmStudioAction action);
    void openFolderRequested(const QString& id);  ///< "Open in LM Studio folder"
    void clearEndedRequested();

    void emptyChanged(bool empty);
    void runningChanged(const QString& id);  ///< empty: nothing runs
    void roomWanted();                       ///< there is more to show: see sizeHint()

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] int heightOf(qsizetype count) const;
    void limitHeight();
    JobCard* makeCard(const JobView& job);
    void refresh(bool wasEmpty);

    QList<JobView> m_jobs;
    QHash<QString, JobCard*> m_cards;
    QLabel* m_summary;
    QToolButton* m_clear;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QString m_running;
};

}  // namespace ui
