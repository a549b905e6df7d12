#pragma once

#include "ui/pages/job_view.hpp"

#include <QWidget>

class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace ui {

class Disclosure;
class Label;
class LmStudioRow;
class PhaseProgress;
class SqueezeLabel;

/// One job of the queue: what it is, how far, and what can be done with it now.
class JobCard : public QWidget {
    Q_OBJECT

public:
    explicit JobCard(const JobView& job, QWidget* parent = nullptr);

    void setJob(const JobView& job);
    [[nodiscard]] const JobView& job() const { return m_job; }
    /// To the first action that there is.
    void focusAction();

Q_SIGNALS:
    void stopRequested(const QString& id);
    void pauseRequested(const QString& id);
    void resumeRequested(const QString& id);
    void retryRequested(const QString& id);
    void removeRequested(const QString& id);
    void openFolderRequested(const QString& id);
    void evaluateRequested(const QString& id);
    void publishRequested(const QString& id);
    void lmStudioRequested(const QString& id, ui::LmStudioAction action);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    QPushButton* addButton(const QString& text, void (JobCard::*signal)(const QString&));
    void showState();
    void showActions();
    [[nodiscard]] QList<QWidget*> actions() const;
    void updateToolTip();
    void fillMore();

    JobView m_job;
    SqueezeLabel* m_title;
    SqueezeLabel* m_recipe;
    PhaseProgress* m_progress;
    Label* m_words;
    QPushButton* m_open;
    QPushButton* m_evaluate;
    QPushButton* m_publish;
    QPushButton* m_pause;
    QPushButton* m_stop;
    QPushButton* m_resume;
    QPushButton* m_retry;
    QToolButton* m_remove;
    LmStudioRow* m_lmStudio;
    QWidget* m_more;
    QVBoxLayout* m_moreColumn;
    Disclosure* m_disclosure;
};

}  // namespace ui
