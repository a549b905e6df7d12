#pragma once

#include <QLocale>
#include <QString>

namespace ui {

// Numbers as a person reads them, in the person's language.

/// Decimal units, as the Finder and LM Studio count: 4'610'232'320 -> "4.6 GB".
[[nodiscard]] QString formatBytes(quint64 bytes);
/// Both in the unit of the whole: "2.0 of 4.6 GB".
[[nodiscard]] QString formatBytesOf(quint64 done, quint64 total);
/// To the byte: "4,610,232,320 bytes".
[[nodiscard]] QString formatExactBytes(quint64 bytes);
/// RAM, which is sold in binary units under decimal names: 17'179'869'184 -> "16 GB".
[[nodiscard]] QString formatRam(quint64 bytes);
[[nodiscard]] QString formatRate(double bytesPerSecond);  ///< "610 MB/s"

[[nodiscard]] QString formatDuration(double seconds);  ///< "2 min 10 s"
[[nodiscard]] QString formatTimeLeft(double seconds);  ///< "about 2 min left"

[[nodiscard]] QString formatParameters(quint64 count);  ///< "8.2B"
[[nodiscard]] QString formatTokens(quint64 tokens);     ///< 32768 -> "32k"
[[nodiscard]] QString formatCount(quint64 count);       ///< 987 -> "987", 12'400'000 -> "12.4M"
/// A part of the whole with two digits, below a thousandth one: "38 %", "8.7 %", "0.68 %".
[[nodiscard]] QString formatPercent(double part);
[[nodiscard]] QString formatBitsPerWeight(double bits);  ///< "4.50 bits per weight"

}  // namespace ui
