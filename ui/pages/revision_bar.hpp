#pragma once

#include "ui/pages/model_view.hpp"

#include <QWidget>

class QComboBox;

namespace ui {

/// Which of a model's downloaded revisions the page below is about. Hidden where there is no
/// choice.
class RevisionBar : public QWidget {
    Q_OBJECT

public:
    explicit RevisionBar(QWidget* parent = nullptr);

    void setRevisions(const RevisionsView& view);

Q_SIGNALS:
    void chosen(const QString& id);

private:
    QComboBox* m_choice;
};

}  // namespace ui
