#include "ui/text/format.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {

namespace {

struct Unit {
    double size;
    int decimals;
    const char* pattern;
};

// Rising. Decimals as in the Finder's list, except GB: one is enough to compare models.
constexpr std::array<Unit, 4> byteUnits{{
    {1e3, 0, QT_TRANSLATE_NOOP("ui::Format", "%1 KB")},
    {1e6, 1, QT_TRANSLATE_NOOP("ui::Format", "%1 MB")},
    {1e9, 1, QT_TRANSLATE_NOOP("ui::Format", "%1 GB")},
    {1e12, 2, QT_TRANSLATE_NOOP("ui::Format", "%1 TB")},
}};

/// Where translators find these words.
struct Format {
    Q_DECLARE_TR_FUNCTIONS(ui::Format)
};

QString number(double value, int decimals) {
    return QLocale().toString(value, 'f', decimals);
}

/// How the value reads in that unit: three digits need no decimals in megabytes.
int decimalsFor(double value, const Unit& unit) {
    return unit.size < 1e9 && value >= 99.95 ? 0 : unit.decimals;
}

/// The largest unit in which the number, once rounded, is at least 1; 999.96 MB is 1.0 GB.
const Unit& unitFor(double bytes) {
    for (std::size_t i = 0; i + 1 < byteUnits.size(); ++i) {
        const Unit& unit = byteUnits[i];
        const double value = bytes / unit.size;
        const double step = std::pow(10.0, decimalsFor(value, unit));
        if (std::round(value * step) / step < 1000) {
            return unit;
        }
    }
    return byteUnits.back();
}

}  // namespace

QString formatBytes(quint64 bytes) {
    if (bytes < 1000) {
        return Format::tr("%1 bytes").arg(QLocale().toString(bytes));
    }
    const auto value = static_cast<double>(bytes);
    const Unit& unit = unitFor(value);
    const double inUnit = value / unit.size;
    return Format::tr(unit.pattern).arg(number(inUnit, decimalsFor(inUnit, unit)));
}

QString formatBytesOf(quint64 done, quint64 total) {
    if (total < 1000) {
        return Format::tr("%1 of %2").arg(QLocale().toString(done), formatBytes(total));
    }
    const auto whole = static_cast<double>(total);
    const Unit& unit = unitFor(whole);
    const int decimals = decimalsFor(whole / unit.size, unit);
    return Format::tr("%1 of %2")
        .arg(number(static_cast<double>(done) / unit.size, decimals), formatBytes(total));
}

QString formatExactBytes(quint64 bytes) {
    return Format::tr("%1 bytes").arg(QLocale().toString(bytes));
}

QString formatRam(quint64 bytes) {
    return Format::tr("%1 GB").arg(
        number(std::round(static_cast<double>(bytes) / (1ULL << 30)), 0));
}

QString formatRate(double bytesPerSecond) {
    return Format::tr("%1/s").arg(formatBytes(static_cast<quint64>(std::max(0.0, bytesPerSecond))));
}

QString formatDuration(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    if (whole < 1) {
        return Format::tr("less than a second");
    }
    if (whole < 60) {
        return Format::tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return Format::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    }
    return Format::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString formatTimeLeft(double seconds) {
    // Coarser the further away, so that the words do not jitter.
    if (seconds < 10) {
        return Format::tr("a few seconds left");
    }
    if (seconds < 60) {
        return Format::tr("about %1 s left").arg(static_cast<int>(std::ceil(seconds / 5) * 5));
    }
    const auto minutes = static_cast<qint64>(std::ceil(seconds / 60));
    if (minutes < 60) {
        return Format::tr("about %1 min left").arg(minutes);
    }
    return Format::tr("about %1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

QString formatParameters(quint64 count) {
    const auto value = static_cast<double>(count);
    if (value < 999.5e3) {
        return Format::tr("%1K").arg(number(value / 1e3, value < 99.95e3 ? 1 : 0));
    }
    if (value < 999.5e6) {
        return Format::tr("%1M").arg(number(value / 1e6, value < 99.95e6 ? 1 : 0));
    }
    if (value < 999.5e9) {
        return Format::tr("%1B").arg(number(value / 1e9, value < 99.95e9 ? 1 : 0));
    }
    return Format::tr("%1T").arg(number(value / 1e12, 2));
}

QString formatCount(quint64 count) {
    return count < 1000 ? QLocale().toString(count) : formatParameters(count);
}

QString formatTokens(quint64 tokens) {
    constexpr quint64 kilo = 1024;
    if (tokens >= kilo * kilo && tokens % (kilo * kilo) == 0) {
        return Format::tr("%1M").arg(tokens / (kilo * kilo));
    }
    if (tokens >= kilo && tokens % kilo == 0) {
        return Format::tr("%1k").arg(tokens / kilo);
    }
    return QLocale().toString(tokens);
}

QString formatPercent(double part) {
    const double percent = 100 * part;
    return Format::tr("%1 %").arg(number(percent, percent >= 9.95                    ? 0
                                                  : percent >= 0.995 || percent <= 0 ? 1
                                                                                     : 2));
}

QString formatBitsPerWeight(double bits) {
    return Format::tr("%1 bits per weight").arg(number(bits, 2));
}

}  // namespace ui
