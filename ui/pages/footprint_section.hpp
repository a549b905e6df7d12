#pragma once

#include "ui/pages/footprint_view.hpp"

#include <QWidget>

class QComboBox;
class QGridLayout;

namespace ui {

class Label;
class Legend;
class MacFitStrip;
class SegmentBar;

/// Size now and after, memory while running, and the Macs it fits. All bars share one scale.
class FootprintSection : public QWidget {
    Q_OBJECT

public:
    explicit FootprintSection(QWidget* parent = nullptr);

    /// nullptr: not known; the last numbers stay, greyed.
    void setView(const FootprintView* view);
    void setContextLength(quint64 tokens);
    [[nodiscard]] quint64 contextLength() const;

Q_SIGNALS:
    void contextLengthChanged(quint64 tokens);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row {
        Label* name;
        SegmentBar* bar;
        Label* size;
    };

    Row addRow(QGridLayout& grid, int line, const QString& name);
    void showSizes(const FootprintView& view, quint64 scale);
    void showMemory(const FootprintView& view, quint64 scale);
    void fillContexts(quint64 maxContext);
    void reserveSizes();

    Row m_now{};
    Row m_after{};
    Row m_running{};
    Legend* m_sizeLegend;
    Label* m_parts;
    Legend* m_memoryLegend;
    QComboBox* m_context;
    Label* m_fitSentence;
    MacFitStrip* m_macs;
    quint64 m_maxContext = 0;
};

/// Weights of the result as segments, in their fixed order.
[[nodiscard]] QString partWords(const quince::WeightBytes& weights);

}  // namespace ui
