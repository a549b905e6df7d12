#pragma once

#include <QString>

namespace ui {

/// What About says.
struct AboutView {
    QString version;
    QString details;  ///< Qt, SIMD target, architectures known
};

}  // namespace ui
