#pragma once

#include <QStringList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace ui {

/// A switch between a few views, one of which is always chosen: names side by side in one box.
/// One stop for Tab; the arrow keys choose.
class Segmented : public QWidget {
    Q_OBJECT

public:
    /// `names` may have mnemonics. REQUIRES: not empty
    explicit Segmented(const QStringList& names, QWidget* parent = nullptr);

    [[nodiscard]] int current() const;
    /// Does not emit.
    void setCurrent(int index);

Q_SIGNALS:
    void chosen(int index);  ///< by the person

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
};

}  // namespace ui
