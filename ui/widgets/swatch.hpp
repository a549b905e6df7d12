#pragma once

#include "ui/theme/state_colors.hpp"

namespace ui {

/// What a part of a bar stands for; decides its colour.
enum class Swatch { quantized, kept, overhead, cache, working };

[[nodiscard]] inline QColor colorOf(Swatch swatch, const StateColors& colors) {
    switch (swatch) {
        case Swatch::quantized:
            return colors.quantized;
        case Swatch::kept:
            return colors.kept;
        case Swatch::overhead:
            return colors.overhead;
        case Swatch::cache:
            return colors.cache;
        case Swatch::working:
            break;
    }
    return colors.working;
}

}  // namespace ui
