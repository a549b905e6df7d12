#include "ui/pages/choices.hpp"

#include <quince/recipe.hpp>

#include <QComboBox>
#include <QCoreApplication>
#include <QSignalBlocker>

#include <algorithm>

namespace ui {

namespace {

/// Where translators find these words.
struct Choices {
    Q_DECLARE_TR_FUNCTIONS(ui::Choices)
};

}  // namespace

void fillBits(QComboBox& box, const QString& none) {
    if (!none.isEmpty()) {
        box.addItem(none);
    }
    for (const int bits : {2, 3, 4, 5, 6, 8}) {
        box.addItem(Choices::tr("%1 bits").arg(bits), bits);
    }
}

void fillGroups(QComboBox& box, const QString& none) {
    if (!none.isEmpty()) {
        box.addItem(none);
    }
    for (const int group : {32, 64, 128}) {
        box.addItem(Choices::tr("%1 weights").arg(group), group);
    }
}

constexpr int firstMode = 100;

int numberOf(quince::QuantMode mode) {
    return firstMode + static_cast<int>(mode);
}

std::optional<quince::QuantMode> blockModeOf(std::optional<int> number) {
    return number && *number >= firstMode
               ? std::optional(static_cast<quince::QuantMode>(*number - firstMode))
               : std::nullopt;
}

void fillBlockModes(QComboBox& box) {
    using quince::QuantMode;
    for (const QuantMode mode : {QuantMode::mxfp4, QuantMode::nvfp4, QuantMode::mxfp8}) {
        box.addItem(QString::fromUtf8(quince::nameOf(mode).data()), numberOf(mode));
    }
}

std::optional<int> chosenNumber(const QComboBox& box) {
    const QVariant data = box.currentData();
    return data.isValid() ? std::optional<int>(data.toInt()) : std::nullopt;
}

void choose(QComboBox& box, std::optional<int> number) {
    const QSignalBlocker quiet(box);
    box.setCurrentIndex(number ? std::max(0, box.findData(*number)) : 0);
}

}  // namespace ui
