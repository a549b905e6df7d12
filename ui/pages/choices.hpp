#pragma once

#include <quince/quant_mode.hpp>

#include <QString>

#include <optional>

class QComboBox;

namespace ui {

// Combo boxes of numbers, with an optional first entry that means "none of them".

void fillBits(QComboBox& box, const QString& none = {});
void fillGroups(QComboBox& box, const QString& none = {});

/// The block modes, as a number beyond all bits (see blockModeOf).
void fillBlockModes(QComboBox& box);
[[nodiscard]] int numberOf(quince::QuantMode mode);
[[nodiscard]] std::optional<quince::QuantMode> blockModeOf(std::optional<int> number);

[[nodiscard]] std::optional<int> chosenNumber(const QComboBox& box);
/// Chooses without emitting; leaves the box empty-handed at the first entry when absent.
void choose(QComboBox& box, std::optional<int> number);

}  // namespace ui
