#pragma once

#include "ui/pages/quality_view.hpp"

#include <QWidget>

namespace ui {

class Label;

/// The error of the chosen recipe beside that of others, by a sample.
class QualitySection : public QWidget {
    Q_OBJECT

public:
    explicit QualitySection(QWidget* parent = nullptr);

    void setView(const QualityView& view);

private:
    Label* m_words;
    TradeOffChart* m_chart;
};

}  // namespace ui
