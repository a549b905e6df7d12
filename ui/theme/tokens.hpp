#pragma once

namespace ui::tokens {

// Space, in logical pixels.
inline constexpr int gapTiny = 4;
inline constexpr int gapSmall = 8;
inline constexpr int gapMedium = 12;
inline constexpr int gapLarge = 16;
inline constexpr int gapGroup = 24;
inline constexpr int gapPage = 32;
inline constexpr int pageEdge = 24;

// Shape.
inline constexpr double radiusMark = 4;  ///< check boxes, badges, swatches
inline constexpr double radiusControl = 6;
inline constexpr double radiusCard = 8;
inline constexpr double hairline = 1;
inline constexpr double focusWidth = 2;

// Sizes that a larger font may exceed.
inline constexpr int controlHeight = 32;
inline constexpr int compactHeight = 28;  ///< the least that a pointer should have to hit
inline constexpr int rowHeight = 60;
inline constexpr int barHeight = 16;
inline constexpr int progressHeight = 6;
inline constexpr int iconSize = 16;
inline constexpr int pictureSize = 44;
inline constexpr int scrollBarWidth = 12;
inline constexpr int readingWidth = 760;  ///< lines longer than this tire the eye

// Type, relative to the system font.
inline constexpr double titleScale = 1.6;
inline constexpr double headingScale = 1.15;
inline constexpr double captionScale = 0.92;
inline constexpr double leastCaptionPoints = 9;

// Motion and waiting, in milliseconds.
inline constexpr int loadingDelay = 300;  ///< a shorter wait shows no picture of waiting
inline constexpr int copiedNotice = 1600;

}  // namespace ui::tokens
