#pragma once

#include "ui/pages/lm_studio_view.hpp"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace ui {

class Label;

/// One quiet line of a finished job: whether LM Studio has the model, and what to ask of it.
class LmStudioRow : public QWidget {
    Q_OBJECT

public:
    explicit LmStudioRow(QWidget* parent = nullptr);

    /// `title` names the model to a screen reader. Hides itself when there is nothing to say.
    void setView(const LmStudioView& view, const QString& title);

Q_SIGNALS:
    void requested(ui::LmStudioAction action);

private:
    QToolButton* addButton(const QString& text, LmStudioAction action, QHBoxLayout* row);

    LmStudioView m_view;
    Label* m_words;
    QToolButton* m_check;
    QToolButton* m_load;
    QToolButton* m_try;
    QToolButton* m_stop;
};

}  // namespace ui
