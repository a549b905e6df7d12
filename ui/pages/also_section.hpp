#pragma once

#include "ui/pages/also_view.hpp"

#include <QStringList>
#include <QWidget>

class QCheckBox;

namespace ui {

class FlowBox;
class Label;

/// Further results to make in the same go, each with its size and a box to tick.
class AlsoSection : public QWidget {
    Q_OBJECT

public:
    explicit AlsoSection(QWidget* parent = nullptr);

    void setView(const AlsoView& view);

Q_SIGNALS:
    void changed(const QStringList& ids);  ///< all that are ticked, by the person

private:
    static void show(const AlsoChoice& choice, QCheckBox& check);
    void tell();

    AlsoView m_view;
    FlowBox* m_boxes;
    QList<QCheckBox*> m_checks;  ///< the first ones parallel to m_view.choices
    Label* m_summary;
};

}  // namespace ui
