#pragma once

#include <QList>
#include <QString>

namespace ui {

/// Another result that can be made of the same reading of the model.
struct AlsoChoice {
    QString id;         ///< "8bit"
    QString words;      ///< "8-bit"
    QString name;       ///< of the result: "Qwen3-8B-MLX-8bit"
    quint64 bytes = 0;  ///< on the disk
    bool chosen = false;

    friend bool operator==(const AlsoChoice&, const AlsoChoice&) = default;
};

struct AlsoView {
    static constexpr int mostChoices = 8;

    QList<AlsoChoice> choices;  ///< at most mostChoices; none: the section is hidden
    QString summary;            ///< what is chosen, in a sentence

    friend bool operator==(const AlsoView&, const AlsoView&) = default;
};

}  // namespace ui
