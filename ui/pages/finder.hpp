#pragma once

#include <QWidget>

class QStackedWidget;

namespace ui {

class HubPage;
class LibraryPage;
class Segmented;

/// The left side of the window: models on this disk, or those of the Hugging Face Hub.
class Finder : public QWidget {
    Q_OBJECT

public:
    enum class Side { disk, hub };

    explicit Finder(QWidget* parent = nullptr);

    [[nodiscard]] LibraryPage& library() { return *m_library; }
    [[nodiscard]] HubPage& hub() { return *m_hub; }
    [[nodiscard]] Side side() const;
    /// sideChanged follows if it is another.
    void setSide(Side side);
    /// Of the side that is shown.
    void focusField();
    /// Whether there is something in the shown side's field to be cleared.
    [[nodiscard]] bool hasText() const;
    void clearText();

Q_SIGNALS:
    void sideChanged(ui::Finder::Side side);

private:
    Segmented* m_switch;
    QStackedWidget* m_stack;
    LibraryPage* m_library;
    HubPage* m_hub;
};

}  // namespace ui
