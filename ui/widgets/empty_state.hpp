#pragma once

#include "ui/theme/icons.hpp"

#include <QString>
#include <QWidget>

class QPushButton;

namespace ui {

class Label;
class Picture;

/// What stands in place of content that is not there: picture, headline, sentence, and up to
/// two buttons.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    struct Content {
        Icon icon = Icon::cube;
        QString headline;
        QString sentence;
        QString button;        ///< none when empty
        QString secondButton;  ///< none when empty
    };

    explicit EmptyState(QWidget* parent = nullptr);

    void setContent(const Content& content);

Q_SIGNALS:
    void triggered();
    void secondTriggered();

private:
    Picture* m_picture;
    Label* m_headline;
    Label* m_sentence;
    QPushButton* m_button;
    QPushButton* m_second;
};

}  // namespace ui
