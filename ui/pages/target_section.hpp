#pragma once

#include "ui/pages/target_view.hpp"

#include <quince/budget.hpp>

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QStackedWidget;

namespace ui {

class Label;
class LayerBars;
class PhaseProgress;

/// How a size can be asked for.
enum class TargetKind { size, bits, mac };

[[nodiscard]] TargetKind kindOf(const quince::Budget& budget);

/// The size that a result may have, and what bits each layer gets for it.
class TargetSection : public QWidget {
    Q_OBJECT

public:
    explicit TargetSection(QWidget* parent = nullptr);

    /// Sizes are typed in MB for a model below a few GB.
    void setSourceBytes(quint64 bytes);
    void setBudget(const quince::Budget& budget);
    void setView(const TargetView& view);

    /// What the field of this kind says; as the person left it, or what is usual.
    [[nodiscard]] quince::Budget budgetOf(TargetKind kind) const;

Q_SIGNALS:
    void changed(const quince::Budget& budget);  ///< by the person
    void stopRequested();
    void startRequested();  ///< after a stop

private:
    QWidget* makeFields();
    void fillMacs();
    void tell();

    TargetKind m_kind = TargetKind::size;
    double m_unit = 1e9;  ///< bytes
    quint64 m_bytes = 0;  ///< the size that was asked for; 0: none yet
    TargetView m_view;
    QStackedWidget* m_fields = nullptr;
    QDoubleSpinBox* m_size = nullptr;
    QDoubleSpinBox* m_bits = nullptr;
    QComboBox* m_mac = nullptr;
    Label* m_label;
    Label* m_hint;
    QWidget* m_work = nullptr;  ///< shown while it is looked at, and after a stop
    PhaseProgress* m_progress = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_start = nullptr;
    Label* m_words;
    LayerBars* m_layers;
};

}  // namespace ui
