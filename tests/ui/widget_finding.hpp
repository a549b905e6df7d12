#pragma once

#include <QLabel>
#include <QPushButton>

#include <string>

namespace ui {

/// The button that says `words`, mnemonics aside; nullptr if there is none.
inline QPushButton* buttonOf(QWidget& widget, const char* words) {
    for (QPushButton* one : widget.findChildren<QPushButton*>()) {
        if (one->text().remove(QLatin1Char('&')) == QLatin1String(words)) {
            return one;
        }
    }
    return nullptr;
}

/// What the labels that can be seen say, a line each.
inline std::string visibleWords(QWidget& widget) {
    QStringList words;
    for (QLabel* label : widget.findChildren<QLabel*>()) {
        if (label->isVisible()) {
            words.append(label->text());
        }
    }
    return words.join(QLatin1Char('\n')).toStdString();
}

}  // namespace ui
