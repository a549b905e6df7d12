#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace cli {

namespace {

/// Three significant digits, as far as they stand behind the point.
std::string threeDigits(double value) {
    return fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

std::string scaled(double value, const std::array<const char*, 6>& units) {
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return (unit == 0 ? fixed(value, 0) : threeDigits(value)) + units.at(unit);
}

/// Code points: good enough for names in columns.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
    }));
}

}  // namespace

std::string bytesText(std::uint64_t bytes) {
    return scaled(static_cast<double>(bytes), {" B", " kB", " MB", " GB", " TB", " PB"});
}

std::string countText(std::uint64_t count) {
    return scaled(static_cast<double>(count), {"", " K", " M", " B", " T", " Q"});
}

std::string memoryText(std::uint64_t bytes) {
    return std::to_string((bytes + (1ULL << 29)) >> 30) + " GB";
}

std::string durationText(double seconds) {
    if (seconds < 9.95) {
        return fixed(std::max(0.0, seconds), 1) + " s";
    }
    const auto whole = static_cast<std::uint64_t>(std::max(0.0, std::round(seconds)));
    if (whole < 60) {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600) {
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    }
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string fixed(double value, int decimals) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    return {buffer.data(), static_cast<std::size_t>(std::max(0, length))};
}

std::string pathText(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

std::string table(const std::vector<std::vector<std::string>>& rows,
                  const std::vector<std::size_t>& right) {
    std::vector<std::size_t> widths;
    for (const std::vector<std::string>& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width(row[i]));
        }
    }
    std::string text;
    for (const std::vector<std::string>& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - width(row[i]), ' ');
            const bool toRight = std::find(right.begin(), right.end(), i) != right.end();
            const bool last = i + 1 == row.size();
            text += i == 0 ? "" : "  ";
            text += toRight ? padding + row[i] : last ? row[i] : row[i] + padding;
        }
        text += '\n';
    }
    return text;
}

}  // namespace cli
