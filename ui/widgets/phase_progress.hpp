#pragma once

#include <quince/progress.hpp>

#include <QWidget>

namespace ui {

/// A slim bar of one phase's bytes. It never goes back within a phase.
class PhaseProgress : public QWidget {
    Q_OBJECT

public:
    explicit PhaseProgress(QWidget* parent = nullptr);

    void setProgress(quince::ConversionState phase, quint64 done, quint64 total);
    [[nodiscard]] int percent() const;

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    quince::ConversionState m_phase = quince::ConversionState::idle;
    quint64 m_done = 0;
    quint64 m_total = 0;
};

}  // namespace ui
